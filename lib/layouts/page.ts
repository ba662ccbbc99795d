import { stringify } from "yaml";
import type { DraftSetting } from "./draft-types.ts";

/** A question of a drafted config, and the line that answers it. */
export interface Question {
  readonly line: number;
  /** Such as salesforce.accounts.is_internal. */
  readonly at: string;
  readonly question: string;
}

export const scalar = (value: unknown): string =>
  stringify(value, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: true }).trimEnd();

const widest = 120;

/** Lines of YAML with comments, and the questions among them. */
export class Page {
  readonly #lines: string[] = [];
  readonly #questions: Question[] = [];

  line(level: number, text: string): void {
    this.#lines.push(`${"  ".repeat(level)}${text}`);
  }

  blank(): void {
    this.#lines.push("");
  }

  comment(level: number, text: string): void {
    this.line(level, `# ${oneLine(text)}`);
  }

  question(level: number, question: string, at: string): void {
    this.line(level, `# ? ${oneLine(question)}`);
    this.#questions.push({ line: this.#lines.length, at, question });
  }

  settingHint(text: string, evidence: string): void {
    this.comment(0, `${text} # ${evidence}`);
  }

  /** A comment stands behind its line, or above it where the line would be too long. */
  setting(
    level: number,
    name: string,
    { value, evidence = "", questions = [] }: DraftSetting,
    at: string,
  ): void {
    const text = `${name}: ${scalar(value)}`;
    const beside = evidence === "" ? text : `${text} # ${oneLine(evidence)}`;
    const isShort = 2 * level + beside.length <= widest;
    if (!isShort && evidence !== "") this.comment(level, evidence);
    for (const question of questions) this.question(level, question, at);
    this.line(level, isShort ? beside : text);
  }

  /** The lines of another page as comments, which an editor takes away again. */
  commented(level: number, { lines }: Page): void {
    const before = "  ".repeat(level);
    for (const line of lines) this.#lines.push(line === "" ? "" : `${before}# ${line.slice(before.length)}`);
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  get questions(): readonly Question[] {
    return this.#questions;
  }
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
