import { setTimeout as wait } from "node:timers/promises";
import type { Value } from "../../lib/warehouse/warehouse.ts";

export interface TrinoColumn {
  readonly name: string;
  /** As Trino writes it: `varchar(3)`, `decimal(18, 2)`, `timestamp(3)`. */
  readonly type: string;
}

export interface TrinoAnswer {
  readonly columns: readonly TrinoColumn[];
  readonly rows: readonly Readonly<Record<string, Value>>[];
}

export class TrinoRefused extends Error {
  override readonly name = "TrinoRefused";
  readonly errorName: string;
  constructor(errorName: string, reason: string) {
    super(`${errorName}: ${reason}`);
    this.errorName = errorName;
  }
}

/** The fields in use of a result page: https://trino.io/docs/current/develop/client-protocol.html. */
interface Page {
  readonly nextUri?: string;
  readonly columns?: readonly TrinoColumn[];
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: { readonly errorName: string; readonly message: string };
}

/** Trino's answer to one statement; Trino itself delays each page until it is ready. @throws TrinoRefused */
export async function askTrino(url: string, sql: string): Promise<TrinoAnswer> {
  let page = await fetchPage(`${url}/v1/statement`, { method: "POST", body: sql });
  let columns: readonly TrinoColumn[] = [];
  const rows: Readonly<Record<string, Value>>[] = [];
  for (;;) {
    if (page.error !== undefined) throw new TrinoRefused(page.error.errorName, page.error.message);
    columns = page.columns ?? columns;
    for (const values of page.data ?? []) rows.push(toRow(columns, values));
    if (page.nextUri === undefined) return { columns, rows };
    page = await fetchPage(page.nextUri);
  }
}

const headers = {
  "X-Trino-User": "bellwether",
  "X-Trino-Time-Zone": "UTC",
  // Without it a timestamp(3) is reported as a timestamp.
  "X-Trino-Client-Capabilities": "PARAMETRIC_DATETIME",
};
/** A busy Trino says so, and its protocol asks clients to retry. */
const busy = [429, 502, 503, 504];
const askAgainAfterMilliseconds = 100;

async function fetchPage(url: string, request: RequestInit = {}): Promise<Page> {
  for (;;) {
    const response = await fetch(url, { ...request, headers });
    if (response.ok) return (await response.json()) as Page;
    if (!busy.includes(response.status))
      throw new TrinoRefused(`HTTP ${response.status}`, await response.text());
    await response.body?.cancel();
    await wait(askAgainAfterMilliseconds);
  }
}

const toRow = (
  columns: readonly TrinoColumn[],
  values: readonly unknown[],
): Readonly<Record<string, Value>> =>
  Object.fromEntries(columns.map(({ name, type }, index) => [name, toValue(type, values[index])]));

/** Values as the project's warehouses give them: all numbers are numbers, including NaN and Infinity. */
function toValue(type: string, value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (type === "double" || type === "real" || type.startsWith("decimal")) return Number(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return JSON.stringify(value);
}
