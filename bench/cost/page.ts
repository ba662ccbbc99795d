import {
  assumed,
  billedBytes,
  costOf,
  gbSecondsOf,
  type Line,
  operationsOf,
  queriesOf,
  scaled,
  storedAfterYear,
  storeRequestsOf,
} from "./day-cost.ts";
import type { MeasuredDay } from "./measure.ts";
import { prices } from "./prices.ts";

/** For how many accounts the page tells. */
const sizes = [1_000, 100_000, 1_000_000] as const;
const daysAMonth = 365 / 12;

interface Column {
  readonly accounts: number;
  readonly day: MeasuredDay;
  readonly measuredAt: number;
  readonly lines: readonly Line[];
}

/** docs/cost.md, from what was measured. */
export function costPage(measured: readonly MeasuredDay[]): string {
  const columns = sizes.map((accounts): Column => {
    const nearest = measured.findLast((day) => day.accounts <= accounts) ?? measured[0];
    if (nearest === undefined) throw new Error("nothing was measured: node bench/cost.ts --measure");
    const day = scaled(nearest, accounts / nearest.accounts);
    return { accounts, day, measuredAt: nearest.accounts, lines: costOf(day) };
  });
  return [
    intro(columns),
    dollars(columns),
    amounts(columns),
    largest(columns),
    howItWasFound(columns, measured),
    lowering(columns),
    priceList(),
  ]
    .map((part) => part.trim())
    .join("\n\n")
    .concat("\n");
}

const intro = ([
  small,
]: readonly Column[]): string => `<!-- Written by \`node bench/cost.ts --write\`: change bench/cost/, not this page. -->
# What a day costs

US dollars a day on AWS (us-east-1, list prices, no free tiers), reckoned from measured bytes, requests and seconds. The company is made up (\`examples/synthetic-company\`): ${count(small?.day.sources ?? 0)} sources, ten rows of usage per account and day, on day ${count((small?.day.days_before ?? 0) + 1)} of a live pipeline.
`;

function dollars(columns: readonly Column[]): string {
  const whats = [...new Set(columns.flatMap(({ lines }) => lines.map(({ what }) => what)))];
  const of = ({ lines }: Column, what?: string): number =>
    lines.filter((line) => what === undefined || line.what === what).reduce((sum, { usd }) => sum + usd, 0);
  return table(
    ["", ...columns.map(({ accounts }) => `${count(accounts)} accounts`)],
    [
      ...whats.map((what) => [what, ...columns.map((column) => usd(of(column, what)))]),
      ["**a day**", ...columns.map((column) => `**${usd(of(column))}**`)],
      ["a month", ...columns.map((column) => `$${(of(column) * daysAMonth).toFixed(0)}`)],
      [
        "a thousand accounts and month",
        ...columns.map((column) => usd((of(column) * daysAMonth * 1_000) / column.accounts)),
      ],
    ],
  );
}

function amounts(columns: readonly Column[]): string {
  const row = (name: string, of: (column: Column) => string) => [name, ...columns.map(of)];
  const stored =
    (of: "exports" | "raw" | "tables") =>
    ({ day }: Column) =>
      gigabytes(storedAfterYear(day)[of]);
  return `
## What it is made of

${table(
  ["a day", ...columns.map(({ accounts }) => `${count(accounts)} accounts`)],
  [
    row("queries of the run, audits and figures included", ({ day }) => count(day.run.queries.length + 1)),
    row("GB that they read", ({ day }) => gigabytes(day.run.queries.reduce((sum, bytes) => sum + bytes, 0))),
    row("queries of detection, every 15 minutes", ({ day }) =>
      count(queriesOf(day).length - day.run.queries.length - 1),
    ),
    row("GB that Athena bills for all of them", ({ day }) => gigabytes(billedBytes(queriesOf(day)))),
    row("durable operations", ({ day }) => count(operationsOf(day))),
    row("GB-seconds of Lambda: run", ({ day }) => count(gbSecondsOf(day).run)),
    row("landing", ({ day }) => count(gbSecondsOf(day).landing)),
    row("detection", ({ day }) => count(gbSecondsOf(day).detection)),
    row("PUT and LIST requests", ({ day }) => count(storeRequestsOf(day).puts)),
    row("GET and HEAD requests", ({ day }) => count(storeRequestsOf(day).gets)),
    row("GB of exports that land", ({ day }) => gigabytes(day.landing.bytes)),
    row("GB in S3 after a year: exports", stored("exports")),
    row("raw", stored("raw")),
    row("tables", stored("tables")),
  ],
)}`;
}

function largest(columns: readonly Column[]): string {
  const { accounts, day } = columns[1] ?? { accounts: 0, day: undefined };
  const tables = Object.entries(day?.run.bytes_by_table ?? {}).toSorted(([, a], [, b]) => b - a);
  const shown = tables.slice(0, 8).map(([name, bytes]) => `\`${name}\` (${megabytes(bytes)} MB)`);
  return `
The models that read most, at ${count(accounts)} accounts: ${shown.join(", ")}. Athena writes a CTE out wherever it is named and reads its tables each time, so that a model may read a table several times.
`;
}

function howItWasFound(columns: readonly Column[], measured: readonly MeasuredDay[]): string {
  const [small] = columns;
  const idle = small?.day.idle_detection.queries.length ?? 0;
  const leastMegabytes = assumed.leastBilledBytes / 1e6;
  const detection =
    idle === 0
      ? "A detection with nothing new starts no query."
      : `A detection with nothing new starts ${idle === 1 ? "a query" : `${idle} queries`} all the same.`;
  const scaledColumns = columns.filter(({ accounts, measuredAt }) => accounts !== measuredAt);
  const scales = scaledColumns.map(
    ({ accounts, measuredAt }) => `${count(accounts)} from ${count(measuredAt)}`,
  );
  return `
## How it was found

\`node bench/cost.ts --measure\` generates, lands and runs the days on one machine and counts the last:
- **Bytes that queries read**: each query is planned with its CTEs written out, as Athena does, and of every table that the plan reads the compressed columns that it needs are added up, from the footers of the partitions that its dates let through; of NDJSON, whole files. DuckDB wrote the files (zstd), Athena's differ a little. Checked on the stand-in: of the first day of 1,000 accounts, Trino itself counted 12.4 MB where this gives 7.4; it reads small files whole, which the minimum covers. A query is billed for ${leastMegabytes} MB at least: a small company pays for the number of its queries, not for its data. ${detection}
- **Requests to S3 and Glue** of the functions, by a store that counts, and by the catalog on a Glue in memory. **Durable operations**, by steps that count: queries that run long add one for each further look.
- **Landing**, by the clock: ${measured.map(({ landing, accounts }) => `${(landing.bytes / 1e6 / landing.seconds).toFixed(0)} MB/s at ${count(accounts)} accounts`).join(", ")}.

Reckoned linearly, as such a size was not run: ${scales.length === 0 ? "nothing" : scales.join(", ")}. ${growth(measured)}

Assumed, as nothing here can tell (\`assumed\` in \`bench/cost/day-cost.ts\`): a query takes ${assumed.querySeconds} s and ${assumed.queryBytesPerSecond / 1e6} MB/s, and the run is awake, and billed, for all of it and ${assumed.runSeconds} s more; a landing takes ${assumed.landingSeconds} s and a detection ${assumed.detectionSeconds} s beside what was measured; Athena writes ${assumed.filesOfTable} files of a table and reads ${assumed.bytesOfRead / 1e6} MB a request; ${assumed.logBytesADay / 1e6} MB of logs; one account in ${count(1 / assumed.dropsOfAccounts)} drops on a day; the bucket's key saves all but ${assumed.kmsOfStoreRequests * 100} % of the requests to KMS; S3 holds a year of exports and raw, and tables of 90 days and the month ends since.

Left out: queries of analysts and dashboards (each $5 a TB, ${leastMegabytes} MB at least, in a workgroup of its own with a cutoff), QuickSight, backfills (as many runs as they have days), deployments, landings between the daily runs, versions that were replaced in the last 30 days, S3's access logs, taxes, support.
`;
}

/** How nearly what is read grows as the company does. */
function growth(measured: readonly MeasuredDay[]): string {
  const [smallest, largest] = [measured[0], measured.at(-1)];
  if (smallest === undefined || largest === undefined || smallest === largest) return "";
  const read = ({ run }: MeasuredDay): number => run.queries.reduce((sum, bytes) => sum + bytes, 0);
  const times = (read(largest) / read(smallest)).toFixed(1);
  return `From ${count(smallest.accounts)} to ${count(largest.accounts)} accounts, ${count(largest.accounts / smallest.accounts)} times as many, what the run reads grows by ${times}.`;
}

function lowering([small, middle]: readonly Column[]): string {
  const least = (assumed.leastBilledBytes / prices.athenaScanned.per) * prices.athenaScanned.usd;
  const stored = middle === undefined ? undefined : storedAfterYear(middle.day);
  const exports = stored === undefined ? 0 : stored.exports / (stored.exports + stored.raw + stored.tables);
  const fixed = (small?.lines ?? [])
    .filter(({ price }) => ["customMetric", "alarm", "dashboard", "kmsKey"].includes(price))
    .reduce((sum, line) => sum + line.usd, 0);
  return `
## Paying less

- Alarms, metrics, the dashboard and the key cost ${usd(fixed)} a day whatever the company. An account's free tiers cover ten alarms, ten metrics and three dashboards; \`infra/alarms.ts\` and \`infra/operations-dashboard.ts\` are where to take some away.
- Streams that brought nothing are not asked for rows, and every query costs ${(least * 100).toFixed(3)} cents at least: measures of your own are one query together, however many.
- Exports in the inbox bucket are ${(exports * 100).toFixed(0)} % of what is stored after a year at ${count(middle?.accounts ?? 0)} accounts: landed ones are not read again, and may be deleted, or delivered gzipped.
- \`retention.daily\` in \`bellwether.yaml\` says for how many days tables are kept whole.
- \`backfill --every 7d\` costs a seventh of \`--every 1d\`.
- \`scanBudgetGbPerDay\` in \`cdk.json\` raises an alarm before the bill does, \`scanCutoffGb\` ends a query that has lost its date filter, \`monthlyBudgetUsd\` tells of the whole account.
`;
}

const priceList = (): string => `
## Prices

\`bench/cost/prices.ts\`; sources are third-party copies, as AWS's own pages are drawn by scripts.

${table(
  ["USD", "for a", "read at"],
  Object.values(prices).map(({ usd: dollarsOf, unit, source }) => [String(dollarsOf), unit, source]),
)}`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
  const rule = head.map((_, index) => (index === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map(line).join("");
}

const count = (amount: number): string => Math.round(amount).toLocaleString("en");
const usd = (amount: number): string => (amount >= 10 ? `$${amount.toFixed(2)}` : `$${amount.toFixed(3)}`);
const gigabytes = (bytes: number): string =>
  bytes >= 1e10 ? count(bytes / 1e9) : (bytes / 1e9).toPrecision(2);
const megabytes = (bytes: number): string => count(bytes / 1e6);
