import { gzipSync } from "node:zlib";
import type { Column } from "../models/model.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import type { Value } from "../warehouse/warehouse.ts";
import { foundWords } from "./audit-words.ts";
import { tableLocation } from "./locations.ts";
import type { BuiltTable, Manifest, Plan, PlannedModel } from "./plan.ts";

/** A published table that a run writes by itself, at its end. */
export type WrittenTable = Pick<PlannedModel, "name" | "grain" | "kind" | "columns" | "keep"> & {
  readonly section: string;
  readonly purpose: string;
};

const column = (name: string, type: Column["type"], comment: string): Column => ({ name, type, comment });

/** Registered last, so a day in it is complete in all tables. */
export const runsTable = {
  name: "runs",
  kind: "increment",
  keep: "every day",
  section: "The data itself",
  purpose: "Published runs, with their time and config version.",
  grain: "one row per published run",
  columns: [
    column("run_id", "varchar", "the run; its files are under run=<run_id>"),
    column("started_at", "timestamp(3)", "when the run was planned"),
    column("published_at", "timestamp(3)", "when the finished run was handed over for publication"),
    column("config_version", "varchar", "the version of the config used by the run"),
    column("is_live", "boolean", "false for a backfilled day"),
    column("batches", "bigint", "the number of batches that the run read"),
    column("records", "bigint", "the number of records in these batches"),
    column("rows", "bigint", "the number of rows that the run wrote"),
  ],
} as const satisfies WrittenTable;

const auditResultsTable = {
  name: "audit_results",
  kind: "increment",
  section: "The data itself",
  purpose: "Audits of each run, with the number of rows that violate them.",
  grain: "one row per audit",
  columns: [
    column("audit", "varchar", "the audit, a file in sql/audits"),
    column("severity", "varchar", "error: a violation would have kept the day from being published; or warn"),
    column("claim", "varchar", "what must hold"),
    column("violations", "bigint", "the number of rows that violate it; 0 of severity error"),
    column("warning", "varchar", "what it found, in the words of run and status; null without violations"),
  ],
} as const satisfies WrittenTable;

/** In the order in which they are registered. */
export const writtenTables: readonly WrittenTable[] = [auditResultsTable, runsTable];

/** Writes the row of a run. */
export function writeRuns(
  store: ObjectStore,
  plan: Plan,
  { finishedAt, rows }: { readonly finishedAt: string; readonly rows: number },
): Promise<BuiltTable> {
  const row = {
    run_id: plan.run_id,
    started_at: sqlTimestamp(plan.planned_at),
    published_at: sqlTimestamp(finishedAt),
    config_version: plan.config_version,
    is_live: plan.is_live,
    batches: plan.batches.length,
    records: plan.batches.reduce((sum, { records }) => sum + records, 0),
    rows,
  };
  return writeTable(store, plan, runsTable, [row]);
}

/** Writes a row for each audit of a run that may be published. */
export function writeAuditResults(
  store: ObjectStore,
  plan: Plan,
  warnings: Manifest["warnings"],
): Promise<BuiltTable> {
  const rows = plan.audits.map(({ name, severity, claim }) => {
    const warning = warnings.find(({ audit }) => audit === name);
    return {
      ...{ audit: name, severity, claim, violations: warning?.rows ?? 0 },
      warning: warning === undefined ? null : foundWords(warning),
    };
  });
  return writeTable(store, plan, auditResultsTable, rows);
}

async function writeTable(
  store: ObjectStore,
  plan: Plan,
  { name, kind, columns }: WrittenTable,
  rows: readonly Readonly<Record<string, Value>>[],
): Promise<BuiltTable> {
  const location = tableLocation(plan, name);
  const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  await store.put(`${location}part-00000.ndjson.gz`, gzipSync(lines));
  const names = columns.map((each) => each.name);
  return { name, kind, location, columns: names, rows: rows.length, bytes_scanned: null };
}

const sqlTimestamp = (iso: string): string => iso.replace("T", " ").replace("Z", "");
