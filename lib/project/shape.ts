import { z } from "zod";
import { nearest } from "../nearest.ts";
import { type Finding, oneOf, type Path } from "./problem.ts";
import {
  bestOption,
  expectedOf,
  keysOf,
  kindOf,
  optionsOf,
  type Schema,
  schemaAt,
  valueAt,
  words,
} from "./schema-walk.ts";

type Issue = z.core.$ZodIssue;

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
    case "unrecognized_keys": {
      const keys = keysOf(inner && bestOption(inner, value));
      return issue.keys.map((key) => unknownKey([...path, key], keys));
    }
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
