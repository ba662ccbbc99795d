import { inBatches } from "../in-batches.ts";
import { jsonText } from "../json-text.ts";
import { plural } from "../plural.ts";
import type { Services } from "../services.ts";
import { QueryFailed, type Row } from "../warehouse/warehouse.ts";
import { rowsTold, saidBy } from "./audit-words.ts";
import { buildDatabase, partitionOf } from "./build-database.ts";
import { ancestorsOf, type Chain, headOf, type Link } from "./chain.ts";
import { writeInput } from "./inputs.ts";
import { buildDatabaseOf, tableLocation } from "./locations.ts";
import {
  type BuiltTable,
  type Manifest,
  type Plan,
  type PlannedAudit,
  type PlannedModel,
  type RunId,
  readManifest,
} from "./plan.ts";
import { retained, retentionOf } from "./retained.ts";
import type { Steps } from "./steps.ts";

/** Error-level audits found bad rows: the day is not published. */
export class AuditsFailed extends Error {
  override readonly name = "AuditsFailed";
  readonly breaches: readonly Breach[];
  constructor({ as_of_date, batches }: Pick<Plan, "as_of_date" | "batches">, breaches: readonly Breach[]) {
    const lines = breaches.map(({ audit, claim, rows, sample, of }) => {
      const found = `  ${audit}: ${claim} ${plural(rows, "row violates", "rows violate")} it, such as ${sample}`;
      const loads = batches.filter(({ source, stream }) => `${source}.${stream}` === of);
      const read = loads.map(({ load_id, landed_on }) => `load ${load_id} of ${landed_on}`);
      if (of === undefined || read.length === 0) return found;
      const example = loads.at(-1)?.load_id;
      return (
        `${found}\n    The day read ${read.slice(-3).join(", ")} of ${of}. ` +
        `If its export is wrong: bellwether retract ${of} --load ${example}`
      );
    });
    super(`${as_of_date} is not published, because these audits failed:\n${lines.join("\n")}`);
    this.breaches = breaches;
  }
}

/** The day that a run would build on has lost its detail to retention. */
export class AncestorExpired extends Error {
  override readonly name = "AncestorExpired";
  constructor({ as_of_date }: Plan, ancestors: readonly Link[]) {
    super(
      `${as_of_date} cannot be built on ${ancestors.at(-1)?.as_of_date}, whose tables were deleted when their ` +
        `retention ended. Rebuild its past: backfill --from ${ancestors[0]?.as_of_date}`,
    );
  }
}

export interface Breach {
  readonly audit: string;
  readonly claim: string;
  readonly severity: "error" | "warn";
  readonly rows: number;
  /** One violating row as JSON, shortened if it is long; null without violations. */
  readonly sample: string | null;
  /** The stream that the sample names, as `<source>.<stream>`. */
  readonly of?: string | undefined;
  /** What the first rows say in words, of an audit that has them. */
  readonly says?: string | undefined;
}

/**
 * Updates the run's build database to its ancestors, batches and inputs, and drops those of other runs.
 * Tables that each run replaces have no past: they continue from `newest`, the run that holds them now,
 * whatever its date.
 */
export async function prepareBuild(
  services: Services,
  plan: Plan,
  {
    chain,
    newest = headOf(chain),
    built,
    isTrial = false,
  }: {
    readonly chain: Chain;
    readonly newest?: Link | undefined;
    /** The tables that an earlier attempt of the run has built. */
    readonly built: readonly BuiltTable[];
    /** Whether it leaves the databases of other runs as they are. */
    readonly isTrial?: boolean;
  },
): Promise<void> {
  const { store, catalog, databases } = services;
  const database = buildDatabaseOf(databases, plan);
  const others = isTrial ? [] : await catalog.databaseNames(databases.buildPrefix);
  for (const name of others) if (name !== database) await catalog.dropDatabase(name);
  await Promise.all(plan.inputs.map((input) => writeInput(store, plan, input)));
  const links = ancestorsOf(chain, plan.as_of_date);
  const manifests = await Promise.all(links.map((link) => readManifest(store, link)));
  if (manifests.at(-1)?.is_whole === false) throw new AncestorExpired(plan, links);
  const ancestors = retained(manifests, { asOf: plan.as_of_date, ...retentionOf(plan) });
  const holder = newest === undefined ? undefined : await readManifest(store, newest);
  await catalog.replaceDatabase(database, buildDatabase(plan, { ancestors, newest: holder, built }));
}

/** Runs one model into the run's own prefix. The table is visible only after {@link registerTables}. */
export async function buildModel(
  steps: Steps,
  services: Services,
  {
    plan,
    attempt,
    stillAtWork,
  }: { readonly plan: Plan; readonly attempt: number; readonly stillAtWork: () => Promise<void> },
  { name, kind, sql, columns, origin }: PlannedModel,
): Promise<BuiltTable> {
  const { warehouse, databases } = services;
  const location = tableLocation(plan, name, attempt);
  const token = `${plan.run_id}-${name}-${attempt}`;
  const statement = { sql, database: buildDatabaseOf(databases, plan), location, columns, token };
  const queryId = await steps.run(`start ${name}`, async () => {
    await stillAtWork();
    return warehouse.start(statement);
  });
  const ended = await steps.waitUntil(`${name} is built`, async () => {
    const state = await warehouse.check(queryId, statement);
    if (state.status !== "running") return state;
    await stillAtWork();
    return undefined;
  });
  if (ended.status === "failed") throw new QueryFailed(`${name} (${origin})`, ended.reason);
  return {
    ...{ name, kind, location, columns: columns.map((column) => column.name), rows: ended.rows },
    bytes_scanned: ended.bytesScanned ?? null,
  };
}

/** Shows the tables of a stage to the stages after it. */
export async function registerTables(
  { catalog, databases }: Services,
  plan: Plan,
  tables: readonly BuiltTable[],
): Promise<void> {
  const partitions = tables.map(({ name, location }) => [name, [partitionOf(plan.as_of_date, location)]]);
  await catalog.setPartitions(buildDatabaseOf(databases, plan), Object.fromEntries(partitions));
}

/** A step remembers 4 KB: what this many audits find. More in one query would near the stages that Athena allows. */
const auditsPerQuery = 5;
const sampleCharacters = 200;

/** The audits of a run, several to a query: most of a small one's cost is its start. */
export function auditGroups<A extends { readonly name: string }>(
  audits: readonly A[],
): { readonly name: string; readonly audits: readonly A[] }[] {
  return [...inBatches(audits, auditsPerQuery)].map((group) => ({
    name: group.map(({ name }) => name).join(", "),
    audits: group,
  }));
}

/** Counts the rows that break each audit of a group. @returns the audits that have such rows */
export async function audit(
  { warehouse, databases }: Services,
  run: RunId,
  audits: readonly PlannedAudit[],
): Promise<readonly Breach[]> {
  const database = buildDatabaseOf(databases, run);
  const counts = audits.map(
    ({ name, sql }) => `select '${name}' as audit, count(*) as bad_rows from (\n${sql}\n) as bad`,
  );
  const counted = await warehouse.rows(counts.join("\nunion all\n"), { database });
  const badRows = new Map(counted.map((row) => [row.audit, Number(row.bad_rows)]));
  const breaches: Breach[] = [];
  for (const { name, claim, severity, sql } of audits) {
    const rows = badRows.get(name);
    if (rows === undefined) throw new Error(`the query of the audits gave no count for ${name}`);
    if (rows === 0) continue;
    const samples = await warehouse.rows(`select * from (\n${sql}\n) as bad limit ${rowsTold}`, { database });
    const text = samples[0] === undefined ? null : jsonText(samples[0]).slice(0, sampleCharacters);
    breaches.push({
      ...{ audit: name, claim, severity, rows, sample: text },
      ...{ of: streamOf(samples[0]), says: saidBy(name, samples) },
    });
  }
  return breaches;
}

const streamOf = ({ source, stream }: Row = {}): string | undefined =>
  typeof source === "string" && typeof stream === "string" ? `${source}.${stream}` : undefined;

/** @throws AuditsFailed naming every broken error-level audit */
export function judge(plan: Plan, breaches: readonly Breach[]): Manifest["warnings"] {
  const errors = breaches.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new AuditsFailed(plan, errors);
  return breaches.map(({ audit: name, claim, rows, says }) => ({ audit: name, claim, rows, says }));
}
