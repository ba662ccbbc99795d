import { plural } from "../plural.ts";

/** The path of a value in the config: keys and list positions. */
export type Path = readonly (string | number)[];

/** One mistake as found by a check, before its line is known. */
export interface Finding {
  readonly path: Path;
  readonly found: unknown;
  readonly expected: string;
  /** Replaces "expected …" where that would not help. */
  readonly reason?: string | undefined;
  readonly nearest?: string | undefined;
  /** Whether the key itself is wrong, not its value. */
  readonly isKey?: boolean;
  /** How far into a text the mistake is. */
  readonly offset?: number;
}

export interface ConfigProblem {
  readonly file: string;
  /** From 1, as editors count. */
  readonly line: number;
  readonly column: number;
  /** Such as `sources[0].streams.accounts.mode`; empty for the file as a whole. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  readonly reason?: string;
  readonly nearest?: string;
}

/** A config with mistakes, all of them, in the order of the file. */
export class RejectedConfig extends Error {
  override readonly name = "RejectedConfig";
  readonly problems: readonly ConfigProblem[];
  constructor(problems: readonly ConfigProblem[]) {
    super(byKind(problems).map(formatKind).join("\n"));
    this.problems = problems;
  }
}

/** As many mistakes of one kind are shown each; of more, the first and the places of some others. */
const mostAlike = 5;
const mostPlaces = 5;

/** Mistakes of the same kind together, in the order of their first. */
function byKind(problems: readonly ConfigProblem[]): readonly (readonly ConfigProblem[])[] {
  const kinds = Map.groupBy(problems, kindOf);
  return problems.flatMap((problem) => {
    const alike = kinds.get(kindOf(problem)) ?? [];
    if (alike.length <= mostAlike) return [[problem]];
    return alike[0] === problem ? [alike] : [];
  });
}

/** Apart from its place, its value and the names on its path. */
const kindOf = ({ file, path, expected, reason }: ConfigProblem): string =>
  JSON.stringify([file, path.replaceAll(/\[\d+\]/g, "").split(".").length, expected, reason]);

function formatKind([first, ...others]: readonly ConfigProblem[]): string {
  if (first === undefined) return "";
  if (others.length === 0) return formatProblem(first);
  const places = others.slice(0, mostPlaces).map(({ line, column }) => `${line}:${column}`);
  const more = others.length > mostPlaces ? ", …" : "";
  return `${formatProblem(first)}\n  and ${plural(others.length, "more mistake")} of this kind, at ${places.join(", ")}${more}`;
}

function formatProblem({
  file,
  line,
  column,
  path,
  found,
  expected,
  reason,
  nearest,
}: ConfigProblem): string {
  const said = reason === undefined ? `found ${found}, expected ${expected}` : `found ${found}: ${reason}`;
  const place = [`${file}:${line}:${column}`, ...(path === "" ? [] : [path])].join("  ");
  return `${place}  ${said}${nearest === undefined ? "" : `. Did you mean "${nearest}"?`}`;
}

export function formatPath(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}

const secretKey = /token|secret|password|passphrase|credential|api_?key|private_?key/i;
const longestShown = 60;

/** The value as a message may show it: short, and never a secret. */
export function describeFound(path: Path, value: unknown): string {
  if (value === undefined) return "nothing";
  if (path.some((step) => secretKey.test(String(step)))) return "***";
  if (value === null) return "an empty value";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a mapping";
  const text = String(value);
  const shown = text.length > longestShown ? `${text.slice(0, longestShown - 1)}…` : text;
  return typeof value === "string" ? JSON.stringify(shown) : shown;
}

/** `a`, `a or b`, `a, b or c`. */
export function oneOf(words: readonly string[]): string {
  const last = words.at(-1) ?? "nothing";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}
