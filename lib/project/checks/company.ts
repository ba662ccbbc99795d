import type { EntityName } from "../../entities.ts";
import type { ConfigParts } from "../parts.ts";
import type { Finding, Path } from "../problem.ts";

/** Revenue and churn settings whose data no stream provides. */
export function companyFindings({ streams, revenueFrom, churnKind }: ConfigParts): readonly Finding[] {
  if (!streams.isWhole) return [];
  const isBrought = (...wanted: readonly EntityName[]) =>
    streams.parts.some(({ value }) => wanted.includes(value.entity));
  const finding = (path: Path, found: unknown, missing: string, effect: string): Finding => ({
    path,
    found,
    expected: `a stream of entity ${missing}`,
    reason: `no stream provides ${missing}: ${effect}`,
  });
  return [
    ...(revenueFrom === "invoices" && !isBrought("invoices")
      ? [finding(["revenue", "from"], revenueFrom, "invoices", "no account's revenue would be known")]
      : []),
    ...(churnKind === "inactivity" && !isBrought("usage", "invoices")
      ? [finding(["churn", "kind"], churnKind, "usage or invoices", "no account would ever be active")]
      : []),
  ];
}
