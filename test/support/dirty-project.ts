import { gzipSync } from "node:zlib";
import { type EntityName, entities } from "../../lib/entities.ts";
import type { DirtyRecord, DirtyStream } from "./dirty-day.ts";

/** Unreadable lines: too many cells in CSV, or no object in NDJSON. */
const unreadableLines = (count: number): string =>
  Array.from(
    { length: count },
    (_, index) => `{"broken ${index},,,,,;;;;;,,,,,,,,,,,,,,,,,,,,,;;;;;;;;;;;;;;;;;;;;;;;;;;;;\n`,
  ).join("");

/** The formats of an export. */
export const layouts = [
  ...["csv", "semicolons", "utf-16", "windows-1252", "csv.gz", "ndjson", "ndjson.gz", "json", "parquet"],
] as const;
export type Layout = (typeof layouts)[number];

interface Written {
  readonly path: string;
  readonly options: string;
  readonly bytes: (records: readonly DirtyRecord[], unreadable: string) => Buffer;
}

const quoted = (cell: string | null): string => {
  if (cell === null) return "";
  return /[",;\r\n\t]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
};

function csv(records: readonly DirtyRecord[], delimiter = ","): string {
  const names = Object.keys(records[0] ?? {});
  const lines = records.map((record) => names.map((name) => quoted(record[name] ?? null)).join(delimiter));
  return `${[names.join(delimiter), ...lines].join("\n")}\n`;
}

const ndjson = (records: readonly DirtyRecord[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join("");

/** Latin-1 has neither of these; other systems write a question mark for a character that it lacks. */
const latin = (text: string): Buffer => Buffer.from(text.replace(/[^\n -ÿ\t]/gu, "?"), "latin1");

const written: Readonly<Record<Exclude<Layout, "parquet">, Written>> = {
  csv: { path: "csv", options: "", bytes: (all, more) => Buffer.from(`\uFEFF${csv(all)}${more}`) },
  semicolons: {
    path: "csv",
    options: 'delimiter: ";", ',
    bytes: (all, more) => Buffer.from(csv(all, ";") + more),
  },
  "utf-16": {
    path: "csv",
    options: "encoding: utf-16le, ",
    bytes: (all) => Buffer.from(csv(all), "utf16le"),
  },
  "windows-1252": { path: "csv", options: "encoding: windows-1252, ", bytes: (all) => latin(csv(all)) },
  "csv.gz": { path: "csv.gz", options: "", bytes: (all, more) => gzipSync(csv(all) + more) },
  ndjson: { path: "ndjson", options: "", bytes: (all, more) => Buffer.from(ndjson(all) + more) },
  "ndjson.gz": { path: "ndjson.gz", options: "", bytes: (all, more) => gzipSync(ndjson(all) + more) },
  json: { path: "json", options: "", bytes: (all) => Buffer.from(JSON.stringify(all, null, 1)) },
};

/** Fields read by expressions, whose failures are bad cells or rejected rows like any other. */
const expressions: Readonly<Partial<Record<EntityName, Readonly<Record<string, string>>>>> = {
  invoices: { amount: "cast(amount as double)", paid_on: "cast(paid_on as date)" },
  subscriptions: { amount: "case when amount is null then null else cast(amount as decimal(28,10)) end" },
  tickets: { reopens: "coalesce(cast(reopens as bigint), 0)", subject: "coalesce(subject, 'none')" },
  touchpoints: { pulse: "cast(pulse as double)", kind: "coalesce(kind, upper(kind))" },
  usage: { minutes: "cast(minutes as double) * 1" },
};

/** A config of these streams, each written in its own format. */
export function dirtyYaml(
  dirty: readonly DirtyStream[],
  layoutOf: (entity: EntityName) => Layout,
  company = "",
): string {
  const streams = dirty.map(({ entity, records }) => {
    const { name, kind } = entities[entity];
    const layout = layoutOf(name);
    const { path, options } = layout === "parquet" ? { path: "parquet", options: "" } : written[layout];
    const mode = kind === "events" ? "append" : "upsert";
    const mapped = Object.keys(records[0] ?? {}).map((field) => {
      const sql = expressions[name]?.[field];
      return `${field}: ${sql === undefined ? field : `{ sql: ${JSON.stringify(sql)} }`}`;
    });
    return `      ${name}: { path: "${name}/*.${path}", ${options}mode: ${mode}, entity: ${name}, fields: { ${mapped.join(", ")} } }`;
  });
  return `
company: Dirty
currency: USD
${company}
sources:
  - name: crm
    kind: files
    streams:
${streams.join("\n")}
scorecards:
  - name: standard
    components:
      usage: { weight: 2, measures: { active_days_28d: { points: [[0, 0], [5, 100]] } } }
      financial: { weight: 1, measures: { invoices_overdue_days: { points: [[0, 100], [45, 0]] } } }
      support: { weight: 1, measures: { oldest_open_ticket_days: { points: [[0, 100], [10, 0]] } } }
    coverage_floor: 0.2
    caps: [{ name: large, when: "12 * mrr * seats > 1000 or cast(name as integer) > 1", at_most: 50 }]
alerts:
  - { name: red, when: "band = 'red' and cast(segment as bigint) is null", severity: low }
`;
}

/** The files of these streams, by path. */
export async function dirtyFiles(
  streams: readonly DirtyStream[],
  layoutOf: (entity: EntityName) => Layout,
  {
    unreadable = {},
    asParquet,
  }: {
    readonly unreadable?: Readonly<Partial<Record<EntityName, number>>> | undefined;
    readonly asParquet: (records: readonly DirtyRecord[]) => Promise<Buffer>;
  },
): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  for (const { entity, records } of streams) {
    const layout = layoutOf(entity);
    const path = layout === "parquet" ? "parquet" : written[layout].path;
    files[`${entity}/export.${path}`] =
      layout === "parquet"
        ? await asParquet(records)
        : written[layout].bytes(records, unreadableLines(unreadable[entity] ?? 0));
  }
  return files;
}
