import type { FieldMapping } from "../../config/schema.ts";
import { isNotUse } from "../../mapping/cells/not-use.ts";
import { nearest } from "../../nearest.ts";
import type { ConfigParts, NamedStream, Part } from "../parts.ts";
import type { Finding } from "../problem.ts";

export function notUseFindings({
  path,
  value: { not_use, entity, fields },
}: Part<NamedStream>): readonly Finding[] {
  if (not_use === undefined) return [];
  const at = { path: [...path, "not_use"], found: not_use, expected: "no not_use" };
  if (entity !== "usage")
    return [
      { ...at, reason: `only streams of usage have features, and this stream is ${entity}: use where` },
    ];
  if (fields.feature === undefined)
    return [{ ...at, reason: "it names features, and feature is not mapped" }];
  return not_use.flatMap((name, index) =>
    /^[\s*]*$/.test(name)
      ? [
          {
            path: [...path, "not_use", index],
            found: name,
            expected: "a feature, or the beginning of some and *",
          },
        ]
      : [],
  );
}

/** A key feature that every stream of usage leaves out is never used. The names that a mapping gives are known. */
export function keyFeatureFindings({ keyFeatures, streams }: ConfigParts): readonly Finding[] {
  const usage = streams.parts.map(({ value }) => value).filter(({ entity }) => entity === "usage");
  if (!streams.isWhole || usage.length === 0) return [];
  const left = (feature: string) =>
    usage.filter(({ not_use }) => not_use !== undefined && isNotUse(not_use, feature));
  const known = usage.flatMap(({ fields: { feature } }) => namesGiven(feature));
  const used = [...known, ...keyFeatures.map(({ value }) => value)].filter(
    (feature) => left(feature).length < usage.length,
  );
  return keyFeatures.flatMap(({ path, value }) => {
    const leaving = left(value);
    if (leaving.length < usage.length) return [];
    const streamNames = leaving.map(({ source, name }) => `${source}.${name}`).join(" and ");
    const reason = `not_use of ${streamNames} leaves it out, so that it would never be used`;
    return [
      { path, found: value, expected: "a feature that is used", nearest: nearest(value, used), reason },
    ];
  });
}

/** The features that a mapping itself names. */
function namesGiven(mapping: FieldMapping | undefined): readonly string[] {
  if (typeof mapping !== "object") return [];
  const given =
    "value" in mapping ? [mapping.value] : "field" in mapping ? Object.values(mapping.values ?? {}) : [];
  return given.filter((each) => typeof each === "string");
}
