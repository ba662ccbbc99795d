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

/** The numbers of accounts on the page. */
const sizes = [1_000, 100_000, 1_000_000] as const;
const daysAMonth = 365 / 12;

interface Column {
  readonly accounts: number;
  readonly day: MeasuredDay;
  readonly measuredAt: number;
  readonly lines: readonly Line[];
}

/** docs/cost.md, from the measurements. */
export function costPage(measured: readonly MeasuredDay[]): string {
  const columns = sizes.map((accounts): Column => {
    const nearest = measured.findLast((day) => day.accounts <= accounts) ?? measured[0];
    if (nearest === undefined) throw new Error("there are no measurements; run node bench/cost.ts --measure");
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

US dollars per day on AWS (us-east-1, list prices, no free tiers), calculated from measured bytes, requests and seconds. The company is synthetic (\`examples/synthetic-company\`): ${count(small?.day.sources ?? 0)} sources and ten rows of usage per account and day, on day ${count((small?.day.days_before ?? 0) + 1)} of a live pipeline.
`;

function dollars(columns: readonly Column[]): string {
  const whats = [...new Set(columns.flatMap(({ lines }) => lines.map(({ what }) => what)))];
  const of = ({ lines }: Column, what?: string): number =>
    lines.filter((line) => what === undefined || line.what === what).reduce((sum, { usd }) => sum + usd, 0);
  return table(
    ["", ...columns.map(({ accounts }) => `${count(accounts)} accounts`)],
    [
      ...whats.map((what) => [what, ...columns.map((column) => usd(of(column, what)))]),
      ["**per day**", ...columns.map((column) => `**${usd(of(column))}**`)],
      ["per month", ...columns.map((column) => `$${(of(column) * daysAMonth).toFixed(0)}`)],
      [
        "per thousand accounts and month",
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
## Where the cost comes from

${table(
  ["per day", ...columns.map(({ accounts }) => `${count(accounts)} accounts`)],
  [
    row("queries of the run, including audits and figures", ({ day }) => count(day.run.queries.length + 1)),
    row("GB they read", ({ day }) => gigabytes(day.run.queries.reduce((sum, bytes) => sum + bytes, 0))),
    row("queries of detection, every 15 minutes", ({ day }) =>
      count(queriesOf(day).length - day.run.queries.length - 1),
    ),
    row("GB that Athena bills for all queries", ({ day }) => gigabytes(billedBytes(queriesOf(day)))),
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
The models that read most at ${count(accounts)} accounts: ${shown.join(", ")}. Athena inlines a CTE at every reference and reads its tables each time, so a model may read a table several times.
`;
}

function howItWasFound(columns: readonly Column[], measured: readonly MeasuredDay[]): string {
  const [small] = columns;
  const idle = small?.day.idle_detection.queries.length ?? 0;
  const leastMegabytes = assumed.leastBilledBytes / 1e6;
  const detection =
    idle === 0
      ? "A detection with nothing new starts no query."
      : `A detection with nothing new still starts ${idle === 1 ? "one query" : `${idle} queries`}.`;
  const scaledColumns = columns.filter(({ accounts, measuredAt }) => accounts !== measuredAt);
  const scales = scaledColumns.map(
    ({ accounts, measuredAt }) => `${count(accounts)} from ${count(measuredAt)}`,
  );
  return `
## How it was measured

\`node bench/cost.ts --measure\` generates, lands and runs the days on one machine and measures the last one:
- **Bytes read by queries.** Each query is planned with inlined CTEs, as in Athena. The bytes are the compressed columns that the plan needs, taken from the Parquet footers of the partitions that its date filters select; text files count in full. DuckDB wrote the files (zstd); files written by Athena differ a little. Compared on the stand-in for the first day of 1,000 accounts, Trino counted 12.4 MB and this method 7.4, because Trino reads small files in full. The billing minimum covers the difference: Athena bills at least ${leastMegabytes} MB per query, so a small company pays for the number of queries, not for its data. ${detection}
- **Requests to S3 and Glue** are counted by the object store and by an in-memory Glue. **Durable operations** are counted by the steps; a long query adds one per further poll.
- **Landing** is timed: ${measured.map(({ landing, accounts }) => `${(landing.bytes / 1e6 / landing.seconds).toFixed(0)} MB/s at ${count(accounts)} accounts`).join(", ")}.

Extrapolated linearly, because that size was not run: ${scales.length === 0 ? "nothing" : scales.join(", ")}. ${growth(measured)}

Assumed, because it cannot be measured locally (\`assumed\` in \`bench/cost/day-cost.ts\`): a query takes ${assumed.querySeconds} s plus its bytes at ${assumed.queryBytesPerSecond / 1e6} MB/s; the run is billed for all of that time and ${assumed.runSeconds} s more; a landing takes ${assumed.landingSeconds} s and a detection ${assumed.detectionSeconds} s beyond the measured time; Athena writes ${assumed.filesOfTable} files per table and reads ${assumed.bytesOfRead / 1e6} MB per request; logs are ${assumed.logBytesADay / 1e6} MB a day; one account in ${count(1 / assumed.dropsOfAccounts)} drops per day; the S3 bucket key saves all but ${assumed.kmsOfStoreRequests * 100} % of the KMS requests; S3 stores a year of exports and raw, 90 days of tables, and the month ends before that.

Not included: queries of analysts and dashboards ($5 per TB, at least ${leastMegabytes} MB per query, in their own workgroup with a cutoff), QuickSight, backfills (one run per day built), deployments, landings between daily runs, object versions replaced in the last 30 days, S3 access logs, taxes, support.
`;
}

/** How the bytes read grow with the number of accounts. */
function growth(measured: readonly MeasuredDay[]): string {
  const [smallest, largest] = [measured[0], measured.at(-1)];
  if (smallest === undefined || largest === undefined || smallest === largest) return "";
  const read = ({ run }: MeasuredDay): number => run.queries.reduce((sum, bytes) => sum + bytes, 0);
  const times = (read(largest) / read(smallest)).toFixed(1);
  return `From ${count(smallest.accounts)} to ${count(largest.accounts)} accounts (${count(largest.accounts / smallest.accounts)} times as many), the bytes that the run reads grow ${times} times.`;
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

- Alarms, metrics, the dashboard and the key cost ${usd(fixed)} a day at any size. An account's free tiers cover ten alarms, ten metrics and three dashboards. To remove some, edit \`infra/alarms.ts\` and \`infra/operations-dashboard.ts\`.
- Every query costs at least ${(least * 100).toFixed(3)} cents. Streams without new data are not queried, and all your own measures run as one query.
- Exports in the inbox bucket are ${(exports * 100).toFixed(0)} % of the storage after a year at ${count(middle?.accounts ?? 0)} accounts. Landed exports are not read again: delete them, or deliver them gzipped.
- \`retention.daily\` in \`bellwether.yaml\` sets for how many days every day's tables are kept.
- \`backfill --every 7d\` costs a seventh of \`--every 1d\`.
- \`scanBudgetGbPerDay\` in \`cdk.json\` raises an alarm before the bill arrives, \`scanCutoffGb\` stops a query that has lost its date filter, and \`monthlyBudgetUsd\` watches the whole account.
`;
}

const priceList = (): string => `
## Prices

From \`bench/cost/prices.ts\`. The sources are third-party copies, because AWS renders its price pages with scripts.

${table(
  ["USD", "per", "source"],
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
