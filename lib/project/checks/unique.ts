import type { Part } from "../parts.ts";
import { type Finding, formatPath } from "../problem.ts";

/** A finding for every value that an earlier part of the list has already. */
export function repeated(parts: readonly Part<string>[], what: string): readonly Finding[] {
  return parts.flatMap(({ path, value }, index) => {
    const earlier = parts.slice(0, index).find((part) => part.value === value);
    if (earlier === undefined) return [];
    const reason = `${formatPath(earlier.path)} already has this ${what}`;
    return [{ path, found: value, expected: `a unique ${what}`, reason }];
  });
}
