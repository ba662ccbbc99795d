import { utcDateOf } from "./date-format.ts";
import { dayOfMonthEnd, shifted, type TruncatedTo, truncated } from "./date-steps.ts";

/** An SQL expression that landing reads by itself: it runs where there is no engine. */
export interface DateExpression {
  /** The paths of the record that it reads. */
  readonly paths: readonly string[];
  /** The resulting date (`YYYY-MM-DD`); undefined when it is not a date or the expression fails. */
  dateOf(valueAt: (path: string) => string | null): string | undefined;
}

/** An expression that only an engine can evaluate. */
export class UnreadableDateExpression extends Error {
  override readonly name = "UnreadableDateExpression";
  constructor(problem: string) {
    super(
      `${problem}; landing supports names, 'texts', dates such as date '2024-12-31', cast(… as date), ` +
        "try_cast(… as date), ||, coalesce, nullif, substr, replace, date_trunc, last_day_of_month, " +
        "and + or - interval '1' day, month or year",
    );
  }
}

type Kind = "text" | "date";
type ValueAt = (path: string) => string | null;

/** A part of an expression: its kind, and its evaluation. A failing cast throws {@link castFailed}. */
interface Part {
  readonly kind: Kind;
  evaluate(valueAt: ValueAt): string | null;
}

const castFailed = new Error("a cast failed");

/**
 * Parses the expression; landing evaluates it like the engines do.
 * @throws UnreadableDateExpression
 */
export function parseDateExpression(sql: string): DateExpression {
  const reader = new Reader(sql);
  const whole = reader.expression();
  reader.end();
  return {
    paths: [...reader.paths],
    dateOf(valueAt) {
      try {
        const value = whole.evaluate(valueAt);
        return value === null ? undefined : utcDateOf(value, undefined);
      } catch (error) {
        if (error === castFailed) return undefined;
        throw error;
      }
    },
  };
}

const tokens = /\s*(?:('(?:[^']|'')*')|("(?:[^"]|"")*")|([A-Za-z_]\w*)|(\d+)|(\|\||[(),.+-]))/y;

type Token = { readonly kind: "text" | "quoted" | "word" | "number" | "sign" | "end"; readonly text: string };

function tokensOf(sql: string): readonly Token[] {
  const found: Token[] = [];
  tokens.lastIndex = 0;
  while (tokens.lastIndex < sql.trimEnd().length) {
    const at = tokens.lastIndex;
    const match = tokens.exec(sql);
    if (match === null) throw new UnreadableDateExpression(`"${sql.slice(at).trim()}" is not supported`);
    const [, text, quoted, word, number, sign] = match;
    if (text !== undefined) found.push({ kind: "text", text: text.slice(1, -1).replaceAll("''", "'") });
    else if (quoted !== undefined)
      found.push({ kind: "quoted", text: quoted.slice(1, -1).replaceAll('""', '"') });
    else if (word !== undefined) found.push({ kind: "word", text: word });
    else if (number !== undefined) found.push({ kind: "number", text: number });
    else found.push({ kind: "sign", text: sign ?? "" });
  }
  return found;
}

const end: Token = { kind: "end", text: "the end" };

class Reader {
  readonly paths = new Set<string>();
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(sql: string) {
    this.#tokens = tokensOf(sql);
  }

  end(): void {
    if (this.#next.kind !== "end") this.#refuse();
  }

  expression(): Part {
    let part = this.#primary();
    for (;;)
      if (this.#takes("||")) part = joined(part, this.#primary());
      else if (this.#takes("+")) part = this.#shift(part, 1);
      else if (this.#takes("-")) part = this.#shift(part, -1);
      else return part;
  }

  #primary(): Part {
    const token = this.#take();
    if (token.kind === "text") return { kind: "text", evaluate: () => token.text };
    if (token.kind === "sign" && token.text === "(") {
      const inner = this.expression();
      this.#expect(")");
      return inner;
    }
    if (token.kind === "quoted") return this.#path(token.text);
    if (token.kind !== "word") return this.#refuse(token);
    const name = token.text.toLowerCase();
    if (name === "date" && this.#next.kind === "text") return dateLiteral(this.#take().text);
    return this.#takes("(") ? this.#call(name) : this.#path(token.text);
  }

  #path(first: string): Part {
    const names = [first];
    while (this.#takes(".")) {
      const { kind, text } = this.#take();
      if (kind !== "word" && kind !== "quoted") this.#refuse();
      names.push(text);
    }
    const path = pathOf(names);
    this.paths.add(path);
    return { kind: "text", evaluate: (valueAt) => valueAt(path) };
  }

  #call(name: string): Part {
    if (name === "cast" || name === "try_cast") return this.#cast(name === "try_cast");
    const parts = [this.#argument()];
    while (this.#takes(",")) parts.push(this.#argument());
    this.#expect(")");
    const part = callOf(name, parts);
    return part ?? this.#refuse({ kind: "word", text: `${name}(…)` });
  }

  #argument(): Part | number {
    if (this.#next.kind === "number") return Number(this.#take().text);
    return this.expression();
  }

  #cast(isTried: boolean): Part {
    const inner = this.expression();
    this.#expectWord("as");
    this.#expectWord("date");
    this.#expect(")");
    return {
      kind: "date",
      evaluate(valueAt) {
        const text = inner.evaluate(valueAt)?.trim() || null;
        const date = text === null ? null : utcDateOf(text, undefined);
        if (date === undefined && !isTried) throw castFailed;
        return date ?? null;
      },
    };
  }

  #shift(of: Part, sign: 1 | -1): Part {
    this.#expectWord("interval");
    const count = this.#take();
    const unit = this.#take().text.toLowerCase();
    if (of.kind !== "date" || count.kind !== "text" || !/^\d{1,5}$/.test(count.text) || !isUnit(unit))
      return this.#refuse({ kind: "word", text: `interval '${count.text}' ${unit}` });
    const steps = sign * Number(count.text);
    return { kind: "date", evaluate: (valueAt) => onDate(of.evaluate(valueAt), shifted(steps, unit)) };
  }

  get #next(): Token {
    return this.#tokens[this.#at] ?? end;
  }

  #take(): Token {
    const token = this.#next;
    this.#at += 1;
    return token;
  }

  #takes(sign: string): boolean {
    const isNext = this.#next.kind === "sign" && this.#next.text === sign;
    if (isNext) this.#at += 1;
    return isNext;
  }

  #expect(sign: string): void {
    if (!this.#takes(sign)) this.#refuse();
  }

  #expectWord(word: string): void {
    const token = this.#take();
    if (token.kind !== "word" || token.text.toLowerCase() !== word) this.#refuse(token);
  }

  #refuse(token: Token = this.#next): never {
    throw new UnreadableDateExpression(`"${token.text}" is not supported here`);
  }
}

const units = ["day", "month", "year"] as const;
const isUnit = (unit: string): unit is (typeof units)[number] => (units as readonly string[]).includes(unit);
const truncations = ["week", "month", "quarter", "year"] as const;

/** A path in a field's syntax; a single name is used unchanged. */
function pathOf(names: readonly string[]): string {
  const [only = "", ...others] = names;
  return others.length === 0 && !only.startsWith('"') ? only : names.map(pathSegment).join(".");
}

/** A level of a path; quoted, as in a field's path, when it contains a dot or a quote. */
const pathSegment = (name: string): string =>
  /[."\\[\]]/.test(name) ? `"${name.replace(/["\\]/g, "\\$&")}"` : name;

function dateLiteral(text: string): Part {
  if (utcDateOf(text, "YYYY-MM-DD") !== text) throw new UnreadableDateExpression(`'${text}' is no date`);
  return { kind: "date", evaluate: () => text };
}

const joined = (left: Part, right: Part): Part => {
  if (left.kind !== "text" || right.kind !== "text")
    throw new UnreadableDateExpression("|| joins only texts");
  return {
    kind: "text",
    evaluate(valueAt) {
      const [one, other] = [left.evaluate(valueAt), right.evaluate(valueAt)];
      return one === null || other === null ? null : one + other;
    },
  };
};

const onDate = (date: string | null, step: (date: string) => string | undefined): string | null =>
  date === null ? null : (step(date) ?? null);

/** A call of a function that landing knows with such arguments. */
function callOf(name: string, given: readonly (Part | number)[]): Part | undefined {
  const parts = given.filter((part): part is Part => typeof part !== "number");
  const numbers = given.filter((part): part is number => typeof part === "number");
  const [first, second, third] = parts;
  if (first === undefined) return undefined;
  const areAlike = numbers.length === 0 && parts.every(({ kind }) => kind === first.kind);
  const areTexts = areAlike && first.kind === "text";
  if (name === "coalesce" && areAlike)
    return {
      kind: first.kind,
      evaluate(valueAt) {
        for (const part of parts) {
          const value = part.evaluate(valueAt);
          if (value !== null) return value;
        }
        return null;
      },
    };
  if (name === "nullif" && areAlike && parts.length === 2)
    return {
      kind: first.kind,
      evaluate(valueAt) {
        const value = first.evaluate(valueAt);
        return value === second?.evaluate(valueAt) ? null : value;
      },
    };
  if (name === "replace" && areTexts && second !== undefined && third !== undefined && parts.length === 3)
    return {
      kind: "text",
      evaluate(valueAt) {
        const [text, from, to] = [first, second, third].map((part) => part.evaluate(valueAt));
        if (text == null || from == null || to == null) return null;
        return from === "" ? text : text.replaceAll(from, () => to);
      },
    };
  if (name === "substr" && first.kind === "text" && parts.length === 1) return substr(first, numbers);
  if (name === "last_day_of_month" && first.kind === "date" && given.length === 1)
    return { kind: "date", evaluate: (valueAt) => onDate(first.evaluate(valueAt), dayOfMonthEnd) };
  if (name === "date_trunc" && second?.kind === "date" && given.length === 2) {
    const unit = first.evaluate(() => null)?.toLowerCase();
    const to = truncations.find((each) => each === unit);
    return to === undefined ? undefined : truncation(second, to);
  }
  return undefined;
}

const truncation = (of: Part, to: TruncatedTo): Part => ({
  kind: "date",
  evaluate: (valueAt) => onDate(of.evaluate(valueAt), truncated(to)),
});

/** Positions start at 1; the engines differ for smaller ones. */
function substr(of: Part, [from = 0, length]: readonly number[]): Part | undefined {
  if (from < 1) return undefined;
  const until = length === undefined ? undefined : from - 1 + length;
  return {
    kind: "text",
    evaluate(valueAt) {
      const text = of.evaluate(valueAt);
      return text === null ? null : [...text].slice(from - 1, until).join("");
    },
  };
}
