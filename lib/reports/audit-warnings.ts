import { type AuditFinding, foundWords } from "../pipeline/audit-words.ts";
import type { Link } from "../pipeline/chain.ts";
import { readManifest } from "../pipeline/plan.ts";
import { plural } from "../plural.ts";
import type { ObjectStore } from "../storage/object-store.ts";

/** An audit of severity warn that found rows, on the latest of the days on which it did. */
export interface AuditWarning extends AuditFinding {
  readonly claim: string;
  /** The latest of its days. */
  readonly on: string;
  readonly days: number;
}

/** The warnings of published days, oldest first, by audit. */
export async function auditWarnings(
  store: ObjectStore,
  links: readonly Link[],
): Promise<readonly AuditWarning[]> {
  const manifests = await Promise.all(links.map((link) => readManifest(store, link)));
  const warnings = manifests.flatMap(({ as_of_date, warnings }) =>
    warnings.map((warning) => ({ ...warning, on: as_of_date })),
  );
  return [...Map.groupBy(warnings, ({ audit }) => audit).values()].flatMap((ofAudit) =>
    ofAudit.slice(-1).map((latest) => ({ ...latest, days: ofAudit.length })),
  );
}

/** Such as `Warning: the audit currencies_have_rates found 3 rows.`, or the sentences of what it found. */
export const warningLine = (finding: AuditFinding): string =>
  finding.says === undefined
    ? `Warning: the audit ${finding.audit} found ${foundWords(finding)}.`
    : `Warning: ${foundWords(finding)}. (audit ${finding.audit})`;

/** The line of a warning among those of several days. */
export const warningOfDaysLine = (warning: AuditWarning): string =>
  `${warningLine(warning)} That was on ${warning.on}; ${plural(warning.days, "day has", "days have")} the warning.`;
