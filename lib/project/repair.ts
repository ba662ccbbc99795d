import type { z } from "zod";
import type { Finding, Path } from "./problem.ts";
import { valueAt } from "./schema-walk.ts";
import { shapeFindings } from "./shape.ts";

const mostRepairs = 50;

export interface Repaired<T> {
  readonly value: T;
  /** The repairs that were needed. */
  readonly findings: readonly Finding[];
}

/**
 * The value with its mistakes of shape repaired or cut out, so that the rest can be checked; undefined when
 * nothing is left. Used for checks only: nothing runs on a guess.
 */
export function repair<S extends z.ZodType>(schema: S, value: unknown): Repaired<z.infer<S>> | undefined {
  const findings: Finding[] = [];
  const current: unknown = structuredClone(value);
  for (let round = 0; round < mostRepairs && current !== undefined; round += 1) {
    const parsed = schema.safeParse(current);
    if (parsed.success) return { value: parsed.data, findings };
    const [first, ...others] = shapeFindings(schema, current);
    if (first === undefined) return undefined;
    // Thousands of mistakes in one mapping are mended in one round.
    const beside = others.filter((other) => isBeside(other, first));
    findings.push(first, ...beside);
    if (!mend(current, first)) return undefined;
    for (const finding of beside) if (isThere(current, finding.path)) mend(current, finding);
  }
  return undefined;
}

/** Whether both are mistakes of keys or values of the same mapping or list. */
const isBeside = ({ path }: Finding, first: Finding): boolean =>
  path.length === first.path.length &&
  path.every((step, index) => index === path.length - 1 || step === first.path[index]);

const isThere = (root: unknown, path: Path): boolean => valueAt(root, path) !== undefined;

/** Changes the value in place; false when there is nothing to cut but the value as a whole. */
function mend(root: unknown, { path, nearest, isKey = false }: Finding): boolean {
  const parent = valueAt(root, path.slice(0, -1));
  const key = path.at(-1);
  if (isKey && nearest !== undefined && isMapping(parent) && !Object.hasOwn(parent, nearest))
    parent[nearest] = parent[String(key)];
  else if (!isKey && nearest !== undefined && isMapping(parent)) {
    parent[String(key)] = nearest;
    return true;
  }
  return cut(root, path);
}

/** Deletes the key; for a missing value or a list element, the nearest key above it. */
function cut(root: unknown, path: Path): boolean {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = valueAt(root, path.slice(0, length - 1));
    const key = String(path[length - 1]);
    if (isMapping(parent) && Object.hasOwn(parent, key)) return delete parent[key];
  }
  return false;
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
