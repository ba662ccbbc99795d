import { z } from "zod";
import { oneOf, type Path } from "./problem.ts";

/** Inspects a zod schema where zod's own messages are not specific enough. */
export type Schema = z.core.$ZodType;

const defOf = (schema: Schema) => (schema as z.core.$ZodTypes)._zod.def;

/** Zod's kinds of values, in words. */
export const words: Readonly<Record<string, string>> = {
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

/** The values that a schema accepts, in words. */
export function expectedOf(schema: Schema): string {
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

/** The schema for the value at `path`, and that value. */
export function schemaAt(
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

/**
 * The option of a union with the fewest problems, which was probably meant; for other schemas, the schema
 * itself.
 */
export function bestOption(union: Schema, value: unknown): Schema | undefined {
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
export function kindOf(option: Schema, discriminator: string): string | undefined {
  const def = defOf(option);
  const literal = def.type === "object" ? def.shape[discriminator] : undefined;
  return literal === undefined ? undefined : expectedOf(literal);
}

export function keysOf(schema: Schema | undefined): readonly string[] {
  const def = schema === undefined ? undefined : defOf(schema);
  return def?.type === "object" ? Object.keys(def.shape) : [];
}

export function optionsOf(schema: Schema | undefined): readonly Schema[] {
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
