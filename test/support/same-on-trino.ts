import type { Column } from "../../lib/models/model.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { differences } from "./differences.ts";
import { seeded } from "./random.ts";
import { record } from "./record.ts";
import { isWhole, seed } from "./sample.ts";
import { askTrino, type TrinoColumn } from "./trino.ts";

/** The address of a Trino, such as `http://127.0.0.1:8080`; without it models run on DuckDB only. */
const url = process.env.BELLWETHER_TRINO_URL;

/** Statements that gave the same on both: the tests of a file repeat many of them. */
const compared = new Set<string>();

/**
 * The number of statements of a model that one test file compares. Property tests and chains of days have hundreds,
 * which take minutes on Trino and show no more than the first of them.
 */
const mostOfModel = 12;
const comparedOf = new Map<string, number>();

/** In the sample, the first statements of a model, and one in so many of the others. */
const firstOfModel = 2;
const oneIn = 5;
const random = seeded(seed);
const isDrawn = (ofModel: number): boolean => isWhole || ofModel < firstOfModel || random.below(oneIn) === 0;

interface Subject {
  readonly sql: string;
  readonly origin: string;
  /** The expected columns; audits give none. */
  readonly columns?: readonly Column[];
}

export class DiffersOnTrino extends Error {
  override readonly name = "DiffersOnTrino";
  constructor(origin: string, difference: string) {
    super(`${origin}: ${difference}`);
  }
}

/** Runs the statement on Trino and compares its rows with DuckDB's. @throws DiffersOnTrino */
export async function sameOnTrino({ sql, origin, columns }: Subject, rows: readonly Row[]): Promise<void> {
  const ofModel = comparedOf.get(origin) ?? 0;
  if (url === undefined || compared.has(sql) || ofModel === mostOfModel || !isDrawn(ofModel)) return;
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

/** A type as headers write it, where text has no length. */
const published = (type: string): string =>
  type.startsWith("varchar") ? "varchar" : type.replaceAll(", ", ",");
