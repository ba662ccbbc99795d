import { literal } from "../text.ts";

/** Whether `not_use` leaves out a feature: by its whole name, or by its beginning, of a name that ends in *. */
export const isNotUse = (names: readonly string[], feature: string): boolean =>
  names.some((name) =>
    name.endsWith("*") ? feature.trim().startsWith(beginningOf(name)) : feature.trim() === name.trim(),
  );

/** The same of the column `feature`. */
export const isNotUseSql = (names: readonly string[]): string =>
  names
    .map((name) =>
      name.endsWith("*")
        ? `starts_with(trim(feature), ${literal(beginningOf(name))})`
        : `trim(feature) = ${literal(name.trim())}`,
    )
    .join(" or ");

const beginningOf = (name: string): string => name.slice(0, -1).trimStart();
