import type { ConfigParts } from "../parts.ts";
import type { Finding } from "../problem.ts";

/** Sources that match by name while the accounts, which are those of the first source that has any, have no names. */
export function nameFindings({ matchesByName, streams }: ConfigParts): readonly Finding[] {
  const accounts = streams.parts.filter(({ value }) => value.entity === "accounts");
  const first = accounts.filter(({ value }) => value.source === accounts[0]?.value.source);
  const isNamed = first.some(({ value }) => value.fields.name !== undefined);
  if (!streams.isWhole || first.length === 0 || isNamed) return [];
  return matchesByName
    .filter(({ value }) => value === true)
    .map(({ path, value: found }) => ({
      ...{ path, found, expected: "false" },
      reason: `no key can match by name: no accounts stream of ${first[0]?.value.source} maps name`,
    }));
}
