import { alarms } from "../../infra/alarms.ts";
import type { MeasuredDay } from "./measure.ts";
import { type PriceName, prices } from "./prices.ts";

/** Assumptions that nothing here can measure. */
export const assumed = {
  /** Athena's minimum per query. */
  leastBilledBytes: 10e6,
  /** A query's time before it reads, in seconds, and the bytes that it reads per second. */
  querySeconds: 3,
  queryBytesPerSecond: 200e6,
  /** Files that Athena writes per table: a few, then at most one per this many bytes. */
  filesOfTable: 4,
  bytesOfRead: 8e6,
  /** Seconds that a run is awake besides its queries, that a landing takes to start and end, that an idle detection takes. */
  runSeconds: 30,
  landingSeconds: 3,
  detectionSeconds: 2,
  /** Bytes written per durable operation. */
  operationBytes: 1_000,
  logBytesADay: 5e6,
  /** Accounts that drop per day, one message each; digests and notices by email. */
  dropsOfAccounts: 0.001,
  emails: 10,
  /** KMS requests per S3 request: the bucket key saves the rest. */
  kmsOfStoreRequests: 0.01,
} as const;

/** As infra/ deploys them. */
const memoryGb = { run: 1_024 / 1_024, land: 1_769 / 1_024, detect: 512 / 1_024 };
const retention = { executionDays: 30, tableDays: 100, rawDays: 365 };
const detectionsADay = 96;
const ownMetrics = 7;
const daysAMonth = 365 / 12;

/** An amount per day. */
export interface Line {
  readonly what:
    | "Athena"
    | "Lambda"
    | "S3 requests"
    | "S3 storage"
    | "Glue"
    | "CloudWatch"
    | "Key, messages, schedules";
  readonly price: PriceName;
  readonly amount: number;
  readonly usd: number;
}

/** Scales the company to more accounts: amounts per row are multiplied, amounts per table stay. */
export function scaled(day: MeasuredDay, factor: number): MeasuredDay {
  const times = (amount: number): number => Math.round(amount * factor);
  const queries = (work: MeasuredDay["run"]["queries"]) => work.map(times);
  return {
    ...day,
    accounts: times(day.accounts),
    usage_rows: times(day.usage_rows),
    landing: { ...day.landing, bytes: times(day.landing.bytes), seconds: day.landing.seconds * factor },
    run: {
      ...day.run,
      queries: queries(day.run.queries),
      bytes_by_table: Object.fromEntries(
        Object.entries(day.run.bytes_by_table).map(([table, bytes]) => [table, times(bytes)]),
      ),
    },
    detection: { ...day.detection, queries: queries(day.detection.queries) },
    idle_detection: { ...day.idle_detection, queries: queries(day.idle_detection.queries) },
    raw_bytes: times(day.raw_bytes),
    table_bytes: times(day.table_bytes),
  };
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** Every query of a day, detections included, with the bytes that it reads. */
export const queriesOf = ({ run, detection, idle_detection: idle }: MeasuredDay): readonly number[] => [
  ...run.queries,
  ...detection.queries,
  // After the run, one query reads the tables that the run is judged by: two tables with a row per stream.
  0,
  ...Array.from({ length: detectionsADay }, () => idle.queries).flat(),
];

export const billedBytes = (queries: readonly number[]): number =>
  sum(queries.map((bytes) => Math.max(bytes, assumed.leastBilledBytes)));

/** Durable operations of a day: those of the run, and those around it. */
export const operationsOf = ({ run, sources }: MeasuredDay): number =>
  run.durable_operations + 3 * sources + 6;

/** Billed GB-seconds of a day, by function. */
export function gbSecondsOf({ run, landing, sources, detection }: MeasuredDay) {
  const perQuery = run.queries.map((bytes) => assumed.querySeconds + bytes / assumed.queryBytesPerSecond);
  const sideBySide = run.queries.length / run.waves;
  return {
    run: (sum(perQuery) / sideBySide + assumed.runSeconds) * memoryGb.run,
    landing: (landing.seconds + sources * assumed.landingSeconds) * memoryGb.land,
    detection: (detectionsADay + detection.queries.length) * assumed.detectionSeconds * memoryGb.detect,
  };
}

/** S3 requests of a day: from the functions, and from Athena for them. */
export function storeRequestsOf(day: MeasuredDay) {
  const { run, detection, idle_detection: idle, landing } = day;
  const tables = Object.keys(run.bytes_by_table).length;
  const rows = run.queries.length - tables;
  const works = [landing.store, landing.inbox, run.store, detection.store];
  const ours = (kind: "puts" | "lists" | "gets"): number =>
    sum(works.map((requests) => requests[kind])) + detectionsADay * idle.store[kind];
  const named = run.tables_named + detection.tables_named + detectionsADay * idle.tables_named;
  const { filesOfTable, bytesOfRead } = assumed;
  // A query lists the partitions that it reads; of each file it reads the footer, and the columns in ranges.
  const athena = {
    puts: tables * filesOfTable + 2 * (rows + detectionsADay * idle.queries.length) + named,
    gets: 2 * named * filesOfTable + sum(queriesOf(day)) / bytesOfRead,
  };
  // After each model, its files are listed and their footers read.
  return {
    puts: ours("puts") + ours("lists") + athena.puts + tables,
    gets: ours("gets") + athena.gets + tables * filesOfTable,
  };
}

/** GB in S3 after a year: exports and raw, which nothing deletes, and tables as long as they are kept. */
export const storedAfterYear = ({ landing, raw_bytes: raw, table_bytes: tables }: MeasuredDay) => ({
  exports: landing.bytes * retention.rawDays,
  raw: raw * retention.rawDays,
  tables: tables * retention.tableDays,
});

export const alarmsOf = (sources: number): number =>
  alarms.reduce((count, { metric }) => count + (metric.of === "each function" ? sources + 3 : 1), 0);

/** The cost of a day line by line, with a day's share of monthly prices. */
export function costOf(day: MeasuredDay): readonly Line[] {
  const { run, detection, idle_detection: idle, accounts, sources, glue_objects } = day;
  const lines: Line[] = [];
  const add = (what: Line["what"], price: PriceName, amount: number) => {
    const { usd, per } = prices[price];
    lines.push({ what, price, amount, usd: (amount / per) * usd });
  };
  const gbSeconds = gbSecondsOf(day);
  const operations = operationsOf(day);
  const invocations = 2 + sources + detectionsADay;
  const requests = storeRequestsOf(day);
  const stored = storedAfterYear(day);
  const glueRequests =
    run.glue_requests +
    detection.glue_requests +
    detectionsADay * idle.glue_requests +
    2 * (run.tables_named + detection.tables_named + detectionsADay * idle.tables_named);
  const drops = accounts * assumed.dropsOfAccounts;

  add("Athena", "athenaScanned", billedBytes(queriesOf(day)));
  add("Lambda", "lambdaArmGbSecond", gbSeconds.run + gbSeconds.landing + gbSeconds.detection);
  add("Lambda", "lambdaRequest", invocations);
  add("Lambda", "durableOperation", operations);
  add("Lambda", "durableWritten", operations * assumed.operationBytes);
  add(
    "Lambda",
    "durableRetained",
    (operations * assumed.operationBytes * retention.executionDays) / daysAMonth,
  );
  add("S3 requests", "s3Put", requests.puts);
  add("S3 requests", "s3Get", requests.gets);
  add("S3 storage", "s3Storage", (stored.exports + stored.raw + stored.tables) / daysAMonth);
  add("Glue", "glueRequest", Math.max(0, glueRequests - 1e6 / daysAMonth));
  add("Glue", "glueObject", Math.max(0, glue_objects - 1e6) / daysAMonth);
  add("CloudWatch", "customMetric", ownMetrics / daysAMonth);
  add("CloudWatch", "alarm", alarmsOf(sources) / daysAMonth);
  add("CloudWatch", "dashboard", 1 / daysAMonth);
  add("CloudWatch", "logs", assumed.logBytesADay);
  add("CloudWatch", "trace", invocations);
  add("Key, messages, schedules", "kmsKey", 1 / daysAMonth);
  add("Key, messages, schedules", "kmsRequest", (requests.puts + requests.gets) * assumed.kmsOfStoreRequests);
  add("Key, messages, schedules", "snsPublish", drops + assumed.emails);
  add("Key, messages, schedules", "snsEmail", assumed.emails);
  add("Key, messages, schedules", "schedule", 1 + detectionsADay);
  return lines;
}
