import { z } from "zod";
import { nearest } from "../nearest.ts";
import { type Finding, oneOf, type Path } from "./problem.ts";

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;

const defOf = (schema: Schema) => (schema as z.core.$ZodTypes)._zod.def;

/** What zod found wrong with the shape of a value, in words, with the nearest word that would have been right. */
export function shapeFindings(schema: Schema, value: unknown, base: Path = []): readonly Finding[] {
  const result = z.safeParse(schema, value);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => findingsOf(issue, schema, value, base));
}

function findingsOf(issue: Issue, schema: Schema, root: unknown, base: Path): readonly Finding[] {
  const within = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  const path = [...base, ...within];
  const found = valueAt(root, within);
  const { schema: inner, value } = schemaAt(schema, root, within);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey([...path, key], keysOf(inner && bestOption(inner, value))));
    case "invalid_union": {
      const { discriminator } = issue;
      if (discriminator !== undefined) {
        const union = schemaAt(schema, root, within.slice(0, -1)).schema;
        const kinds = optionsOf(union).flatMap((option) => kindOf(option, discriminator) ?? []);
        const meant = typeof found === "string" ? nearest(found, kinds) : undefined;
        return [{ path, found, expected: oneOf(kinds), nearest: meant }];
      }
      if (inner === undefined) return [{ path, found, expected: issue.message }];
      const best = bestOption(inner, value);
      if (best === undefined) return [{ path, found, expected: issue.message }];
      const findings = shapeFindings(best, value, path);
      return findings.some((each) => each.path.length > path.length)
        ? findings
        : [{ path, found, expected: expectedOf(inner) }];
    }
    case "invalid_key":
      return [{ path, found, isKey: true, expected: issue.issues[0]?.message ?? issue.message }];
    case "invalid_value": {
      const words = issue.values.map(String);
      const meant = typeof found === "string" ? nearest(found, words) : undefined;
      return [{ path, found, expected: oneOf(words), nearest: meant }];
    }
    case "invalid_type":
      return [
        {
          path,
          found,
          expected: inner === undefined ? (words[issue.expected] ?? issue.expected) : expectedOf(inner),
        },
      ];
    case "too_small":
      return [{ path, found, expected: limit("at least", issue.origin, issue.minimum, issue.inclusive) }];
    case "too_big":
      return [{ path, found, expected: limit("at most", issue.origin, issue.maximum, issue.inclusive) }];
    default:
      return [{ path, found, expected: issue.message }];
  }
}

function unknownKey(path: Path, keys: readonly string[]): Finding {
  const key = String(path.at(-1));
  return {
    path,
    found: undefined,
    isKey: true,
    expected: keys.length === 0 ? "no such key" : `one of ${keys.join(", ")}`,
    nearest: nearest(key, keys),
  };
}

function limit(
  which: string,
  origin: string,
  bound: number | bigint,
  isInclusive: boolean | undefined,
): string {
  const unit = { array: " entries", string: " characters", tuple: " values" }[origin] ?? "";
  if (isInclusive === false) return `a number ${which === "at least" ? "above" : "below"} ${bound}`;
  if (origin === "string" && which === "at least" && Number(bound) === 1) return "a text";
  return `${which} ${bound}${unit}`;
}

const words: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "a mapping",
  record: "a mapping",
  null: "nothing",
};

/** In words, what a schema takes. */
function expectedOf(schema: Schema): string {
  const inner = unwrap(schema);
  const def = defOf(inner);
  if (def.type === "union") return oneOf([...new Set(optionsOf(inner).map(expectedOf))]);
  if (def.type === "enum") return oneOf(Object.values(def.entries).map(String));
  if (def.type === "literal") return oneOf(def.values.map(String));
  if (def.type === "object") return `a mapping of ${keysOf(inner).join(", ")}`;
  return words[def.type] ?? def.type;
}

function unwrap(schema: Schema): Schema {
  const def = defOf(schema);
  switch (def.type) {
    case "optional":
    case "default":
    case "prefault":
    case "nullable":
      return unwrap(def.innerType);
    case "pipe":
      return unwrap(def.in);
    default:
      return schema;
  }
}

/** The schema that checks what stands at `path`, and that value. */
function schemaAt(
  schema: Schema,
  value: unknown,
  path: Path,
): { readonly schema: Schema | undefined; readonly value: unknown } {
  const inner = unwrap(schema);
  const [step, ...rest] = path;
  if (step === undefined) return { schema: inner, value };
  const def = defOf(inner);
  const next = valueAt(value, [step]);
  if (def.type === "union") {
    const best = bestOption(inner, value);
    return best === undefined ? { schema: undefined, value } : schemaAt(best, value, path);
  }
  const child =
    def.type === "object"
      ? def.shape[String(step)]
      : def.type === "array"
        ? def.element
        : def.type === "record"
          ? def.valueType
          : def.type === "tuple"
            ? def.items[Number(step)]
            : undefined;
  return child === undefined ? { schema: undefined, value: next } : schemaAt(child, next, rest);
}

/** Of a union, the option that has the least against the value: what was probably meant. Else the schema. */
function bestOption(union: Schema, value: unknown): Schema | undefined {
  const def = defOf(union);
  if (def.type !== "union") return union;
  const discriminator = "discriminator" in def ? String(def.discriminator) : undefined;
  const ranked = optionsOf(union).map((option) => {
    const result = z.safeParse(option, value);
    const against = (result.success ? [] : result.error.issues).map((issue) => {
      const isOtherKind = issue.path.length === 0 && issue.code === "invalid_type";
      if (isOtherKind || (discriminator !== undefined && issue.path[0] === discriminator)) return 1_000;
      return issue.code === "unrecognized_keys" ? issue.keys.length : 1;
    });
    return { option, against: against.reduce((sum, each) => sum + each, 0) };
  });
  return ranked.toSorted((a, b) => a.against - b.against)[0]?.option;
}

/** The word that an option of a discriminated union goes by. */
function kindOf(option: Schema, discriminator: string): string | undefined {
  const def = defOf(option);
  const literal = def.type === "object" ? def.shape[discriminator] : undefined;
  return literal === undefined ? undefined : expectedOf(literal);
}

function keysOf(schema: Schema | undefined): readonly string[] {
  const def = schema === undefined ? undefined : defOf(schema);
  return def?.type === "object" ? Object.keys(def.shape) : [];
}

function optionsOf(schema: Schema | undefined): readonly Schema[] {
  const def = schema === undefined ? undefined : defOf(schema);
  return def?.type === "union" ? def.options : [];
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, step)
        ? (inner as Record<string | number, unknown>)[step]
        : undefined,
    value,
  );
}
