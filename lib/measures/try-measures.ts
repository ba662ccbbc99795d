import type { Column, Model } from "../models/model.ts";
import { render } from "../models/render.ts";
import { columnMismatch, DuckDbSession, quoteName } from "../warehouse/duckdb-session.ts";
import { type MeasureProblem, problemAt } from "./measure-problem.ts";
import type { OwnMeasure } from "./own-measure.ts";
import { ownMeasureColumns } from "./parse-own-measure.ts";

/** A table as far as a SELECT can go wrong with it. */
type KnownTable = Pick<Model, "table"> & { readonly columns: readonly Omit<Column, "comment">[] };

const parameters = { asOfDate: "2000-01-02", past: [], runId: "trial" };

/**
 * Prepares each measure over empty tables with their future columns, to find missing columns and functions,
 * and results of the wrong type.
 */
export async function tryMeasures(
  measures: readonly OwnMeasure[],
  tables: readonly KnownTable[],
): Promise<readonly MeasureProblem[]> {
  if (measures.length === 0) return [];
  const session = new DuckDbSession({ threads: 1 });
  try {
    const connection = await session.connect();
    try {
      for (const table of tables) {
        const columns = [...table.columns, { name: "as_of_date", type: "date" }];
        const described = columns.map(({ name, type }) => `${quoteName(name)} ${type}`).join(", ");
        for (const name of [table.table, `history_${table.table}`])
          if (measures.some(({ sql }) => sql.includes(name)))
            await connection.run(`create temp table ${quoteName(name)} (${described})`);
      }
      const problems: MeasureProblem[] = [];
      for (const { file, sql, definition } of measures) {
        const tried = render({ sql, origin: file }, parameters);
        const columns = ownMeasureColumns(definition.words).map((column) => ({ ...column, comment: "" }));
        const failed = (error: unknown) => (error instanceof Error ? error.message : String(error));
        const message = await columnMismatch(connection, tried, columns).catch(failed);
        if (message !== undefined)
          problems.push(problemAt({ file, sql }, lineIn(message), firstLineOf(message)));
      }
      return problems;
    } finally {
      connection.closeSync();
    }
  } finally {
    session.close();
  }
}

/** DuckDB prints `Binder Error: <problem>`, more lines, then `LINE 12: <the line>`. */
const lineIn = (message: string): number => Number(/^LINE (\d+):/m.exec(message)?.[1] ?? 1);

const firstLineOf = (message: string): string =>
  (message.split("\n")[0] ?? "").replace(/^[\w ]+ Error: /, "");
