import type { Finding, Path } from "../problem.ts";

/** Texts of a config that neither engine, nor Parquet, can hold. */
export function characterFindings(config: unknown, path: Path = []): readonly Finding[] {
  if (typeof config === "string") return isHeld(config) ? [] : [finding(path, config)];
  if (typeof config !== "object" || config === null) return [];
  const isList = Array.isArray(config);
  return Object.entries(config).flatMap(([key, value]) => {
    const at = [...path, isList ? Number(key) : key];
    const wrongKey = isHeld(key) ? [] : [{ ...finding(at, key), isKey: true }];
    return [...wrongKey, ...characterFindings(value, at)];
  });
}

const isHeld = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

const finding = (path: Path, found: string): Finding => ({
  path,
  found,
  expected: "a text without U+0000 and lone surrogates",
  reason: "no engine can store it",
});
