import { noDate } from "../models/compared-dates.ts";
import { type InputRow, type InputTableName, inputTables } from "../models/input-tables.ts";
import { loadModels } from "../models/load.ts";
import type { Column, Model } from "../models/model.ts";
import { renderOn } from "../models/render.ts";
import { previousLimitsHeader } from "../scoring/previous-limits.ts";
import { type GivenTable, withGivenTables } from "../warehouse/given-tables.ts";
import { quoteText } from "../warehouse/quote.ts";
import type { Row } from "../warehouse/warehouse.ts";

/** A day cannot be compared with; the message says why, for people. */
export class NotComparable extends Error {
  override readonly name = "NotComparable";
}

export interface ComparedAccount {
  readonly account_id: string;
  /** Its scorecard on the day; null when it is not scored. */
  readonly scorecard: string | null;
  /** The published day. */
  readonly asOfDate: string;
  /** An earlier published day. */
  readonly from: string;
}

export interface ChangeReading {
  /** Runs a SELECT on the published tables. */
  readonly read: (sql: string) => Promise<readonly Row[]>;
  /** The rows of an input table of the day's run. */
  readonly inputsOf: (table: InputTableName) => readonly InputRow[];
}

export interface SinceRows {
  /** Rows of score_changes since the asked day. */
  readonly own: readonly Row[];
  /** Those of each run after it. */
  readonly runs: readonly Row[];
}

/** The models by which score_changes comes from published rows, in the order in which they run. */
const changeModels = [
  "score_pairs",
  "score_sides",
  "score_steps",
  "compared_scores",
  "score_changes",
] as const;

/** The horizon of score_changes that stands for the asked day. */
const askedHorizon = 30;

/**
 * The rows of `score_changes` of one account since any earlier published day: the shipped models, over its published
 * rows of both days. A change over which the scorecard, the scoring or the matching changed is the sum of its runs, as
 * there.
 */
export async function changesSince(account: ComparedAccount, reading: ChangeReading): Promise<SinceRows> {
  const models = await loadModels();
  const tables = await readTables(account, reading, models);
  // The run before is not scored anew: where it would have to be, the change is the sum of runs.
  const dates = {
    ...{ as_of_date: account.asOfDate, previous_date: account.asOfDate, run_id: "" },
    ...{ change_1d_from: noDate, change_7d_from: noDate, change_30d_from: account.from },
  };
  for (const name of changeModels) {
    const model = modelOf(models, name);
    const made = await reading.read(withGivenTables(renderOn(model, dates), tables));
    // The day itself stands for the run before, with which nothing is compared.
    const rows = made.filter(({ from_date }) => from_date === account.from);
    tables.push({ table: name, columns: model.columns, rows, date: account.asOfDate });
  }
  const changes = tables.at(-1)?.rows ?? [];
  return {
    own: changes.filter(({ horizon_days }) => horizon_days === askedHorizon),
    runs: tables.find(({ table }) => table === "history_score_changes")?.rows ?? [],
  };
}

async function readTables(
  { account_id, scorecard, asOfDate, from }: ComparedAccount,
  { read, inputsOf }: ChangeReading,
  models: readonly Model[],
): Promise<GivenTable[]> {
  // Days of an older version may lack other columns.
  const words = new Set(changeModels.flatMap((name) => modelOf(models, name).sql.match(/\w+/g) ?? []));
  const rowsOf = async (table: string, condition: string, of = table): Promise<GivenTable> => {
    const columns = modelOf(models, table).columns.filter(({ name }) => words.has(name));
    const names = columns.map(({ name }) => name).join(", ");
    const rows = await read(`select as_of_date, ${names} from ${table} where ${condition}`);
    return { table: of, columns, rows, date: asOfDate };
  };
  const own = `account_id = ${quoteText(account_id)}`;
  const [now, then] = [asOfDate, from].map((date) => `as_of_date = date '${date}' and ${own}`);
  const between = `as_of_date > date '${from}' and as_of_date <= date '${asOfDate}'`;
  const published = await Promise.all([
    rowsOf("scores", `${now}`),
    rowsOf("scores", `${then}`, "history_scores"),
    rowsOf("measure_scores", `${now}`),
    rowsOf("measure_scores", `${then}`, "history_measure_scores"),
    rowsOf("measures", `${now}`),
    rowsOf("measures", `${then}`, "history_measures"),
    rowsOf("score_changes", `${between} and ${own} and horizon_days = 0`, "history_score_changes"),
    rowsOf("measure_dictionary", `as_of_date = date '${asOfDate}'`),
  ]);
  const given = (table: string, columns: readonly Column[], rows: readonly Row[]): GivenTable => ({
    ...{ table, columns, rows, date: asOfDate },
  });
  const cards = (["scorecards", "scorecard_measures", "scorecard_points"] as const).map((table) =>
    given(
      table,
      inputTables[table].columns,
      inputsOf(table).filter((row) => row.scorecard === scorecard),
    ),
  );
  const assigned = scorecard === null ? [] : [{ account_id, scorecard }];
  return [
    ...published,
    ...cards,
    given("account_inputs", assignedColumns, assigned),
    // Only the run before reads these.
    given("previous_limits", previousLimitsHeader.columns, []),
    given("rematched_measures", modelOf(models, "rematched_measures").columns, []),
    // An account that was merged away is no longer published.
    given("account_merges", modelOf(models, "account_merges").columns, []),
  ];
}

const assignedColumns: readonly Column[] = [
  { name: "account_id", type: "varchar", comment: "the account" },
  { name: "scorecard", type: "varchar", comment: "its scorecard" },
];

function modelOf(models: readonly Model[], table: string): Model {
  const model = models.find((each) => each.table === table);
  if (model === undefined) throw new Error(`no file of sql/ makes ${table}`);
  return model;
}
