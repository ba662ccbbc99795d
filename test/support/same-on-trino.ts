import type { Column } from "../../lib/models/model.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { differences } from "./differences.ts";
import { record } from "./record.ts";
import { askTrino, type TrinoColumn } from "./trino.ts";

/** Where a Trino answers, `http://127.0.0.1:8080`; where it is not said, models run on DuckDB alone. */
const url = process.env.BELLWETHER_TRINO_URL;

/** Statements that gave the same on both: the tests of a file ask for many of them again. */
const compared = new Set<string>();

/**
 * How many statements of a model the tests of one file compare: what a test draws, or goes through day by day, is
 * hundreds, which on Trino takes minutes and tells no more than the first of them.
 */
const mostOfModel = 12;
const comparedOf = new Map<string, number>();

interface Subject {
  readonly sql: string;
  readonly origin: string;
  /** What it must give; not said by audits. */
  readonly columns?: readonly Column[];
}

export class DiffersOnTrino extends Error {
  override readonly name = "DiffersOnTrino";
  constructor(origin: string, difference: string) {
    super(`${origin}: ${difference}`);
  }
}

/** Runs on Trino what DuckDB gave these rows for. @throws DiffersOnTrino */
export async function sameOnTrino({ sql, origin, columns }: Subject, rows: readonly Row[]): Promise<void> {
  const ofModel = comparedOf.get(origin) ?? 0;
  if (url === undefined || compared.has(sql) || ofModel === mostOfModel) return;
  comparedOf.set(origin, ofModel + 1);
  const answer = await askTrino(url, sql).catch((error: unknown) => {
    throw new DiffersOnTrino(origin, `Trino refuses it: ${String(error)}`);
  });
  const difference =
    columnDifference(columns, answer.columns) ??
    differences(answer.columns, { engine: "DuckDB", rows }, { engine: "Trino", rows: answer.rows });
  if (difference !== undefined) throw new DiffersOnTrino(origin, difference);
  compared.add(sql);
  record("models compared", origin);
  record("rows compared", rows.length);
}

function columnDifference(
  columns: readonly Column[] | undefined,
  found: readonly TrinoColumn[],
): string | undefined {
  const expected = columns?.map(({ name, type }) => `${name} ${type}`).join(", ");
  const given = found.map(({ name, type }) => `${name} ${published(type)}`).join(", ");
  return expected === undefined || expected === given
    ? undefined
    : `the header has (${expected}), Trino returns (${given})`;
}

/** A type as headers write it: text has no length there. */
const published = (type: string): string =>
  type.startsWith("varchar") ? "varchar" : type.replaceAll(", ", ",");
