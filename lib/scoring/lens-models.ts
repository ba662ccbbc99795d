import type { Config } from "../config/schema.ts";
import { generatedModel } from "../models/generated.ts";
import type { Column, Model } from "../models/model.ts";
import { accountLimitColumns, metLimitsSelect } from "./account-limits.ts";
import { assignment } from "./assignment.ts";
import { type Lens, lensesOf } from "./lenses.ts";
import { limitConditions } from "./limit-conditions.ts";
import { lines, text } from "./sql-text.ts";

const origin = "bellwether.yaml: scorecards";
const lensColumn: Column = { name: "lens", type: "varchar", comment: "the lens, by its name in the config" };

/** The main score's models, and where a lens reads and writes instead. */
const scored = [
  { table: "measure_scores", stage: { number: 11, name: "component-scores" } },
  { table: "component_scores", stage: { number: 12, name: "scores" } },
  { table: "scores", stage: { number: 12, name: "scores" } },
] as const;

const replaced: Readonly<Record<string, string>> = {
  account_inputs: "lens_inputs",
  account_limits: "lens_limits",
  measure_scores: "lens_measure_scores",
  history_scores: "history_lens_scores",
};

/**
 * The models of the lenses: lens_inputs, lens_limits, lens_measure_scores, lens_component_scores and lens_scores. The
 * last three are the SQL of the main score, once per lens. None without a lens.
 */
export function lensModels(config: Pick<Config, "scorecards">, shipped: readonly Model[]): readonly Model[] {
  const lenses = lensesOf(config);
  if (lenses.length === 0) return [];
  return [
    lensInputsModel(lenses),
    lensLimitsModel(lenses),
    ...scored.map(({ table, stage }) => {
      const model = shipped.find((each) => each.table === table);
      if (model === undefined) throw new Error(`no model ${table}`);
      return scoredModel(model, stage, lenses);
    }),
  ];
}

function scoredModel(main: Model, stage: Model["stage"], lenses: readonly Lens[]): Model {
  const table = `lens_${main.table}`;
  const header = {
    grain: main.grain.replace("one row per", "one row per lens,"),
    ...{ kind: main.kind, readers: main.readers, ...(main.keep === undefined ? {} : { keep: main.keep }) },
    section: main.section ?? "",
    purpose: `As ${main.table}, of the scorecards with a lens; only in projects that have one.`,
    columns: [lensColumn, ...main.columns],
  };
  const rows = lenses.map(
    (lens) => `select
        ${text(lens.name)} as lens,
        given.*
    from (
${selectOf(main, lens)}
) as given`,
  );
  const select = `with ${table} as (\n    ${rows.join("\n    union all\n    ")}\n)\n\nselect * from ${table}\n`;
  return generatedModel({ table, stage, header, select, origin });
}

/** The SELECT of a model of the main score, which reads the rows of a lens instead. */
function selectOf({ sql, table }: Model, { name }: Lens): string {
  const select = sql
    .split("\n")
    .filter((line) => !line.trimStart().startsWith("--"))
    .join("\n")
    .trimEnd();
  const read = /from (\w+)\n(\s+)where as_of_date =/g;
  const own = select.replace(read, (whole, from: string, indent: string) =>
    from in replaced ? `from ${replaced[from]}\n${indent}where lens = ${text(name)} and as_of_date =` : whole,
  );
  // An override is of the main score.
  const free = own.replace(
    /from overrides\n(\s+)where/,
    (_, indent: string) => `from overrides\n${indent}where false and`,
  );
  const missed = Object.keys(replaced).find((from) =>
    new RegExp(`(from|join) ${from}\\n`).test(free.replace(/select \* from \w+$/, "")),
  );
  if (missed !== undefined) throw new Error(`${table} reads ${missed} in a way that a lens cannot follow`);
  return free;
}

function lensInputsModel(lenses: readonly Lens[]): Model {
  const header = {
    grain: "one row per lens and scored account, as known at the end of as_of_date.",
    ...({ kind: "snapshot", readers: "internal" } as const),
    columns: [
      lensColumn,
      { name: "account_id", type: "varchar", comment: "the account" },
      { name: "scorecard", type: "varchar", comment: "the first scorecard of the lens that applies" },
    ],
  } as const;
  const rows = lenses.map(
    ({ name, scorecards }) => `select
        ${text(name)} as lens,
        account_id,
        ${assignment(scorecards)} as scorecard
    from inputs`,
  );
  const select = `with inputs as (
    select *
    from account_inputs
    where as_of_date = date '{{ as_of_date }}'
),

lens_inputs as (
    ${rows.join("\n    union all\n    ")}
)

select * from lens_inputs
`;
  return generatedModel({
    ...{ table: "lens_inputs", stage: { number: 10, name: "measure-scores" }, header, select, origin },
  });
}

function lensLimitsModel(lenses: readonly Lens[]): Model {
  const scorecards = lenses.flatMap((lens) => lens.scorecards);
  const { columns, limitsCtes } = limitConditions(scorecards, "lens_scorecard");
  const header = {
    grain:
      "one row per lens, scored account and cap or floor of its scorecard, as known at the end of as_of_date.",
    ...({ kind: "snapshot", readers: "internal" } as const),
    columns: [lensColumn, ...accountLimitColumns],
  } as const;
  const select = `with assigned as (
    select
        lens as lens_name,
        account_id as lens_account,
        scorecard as lens_scorecard
    from lens_inputs
    where as_of_date = date '{{ as_of_date }}'
),

inputs as (
    select *
    from account_inputs
    where as_of_date = date '{{ as_of_date }}'
),

assigned_inputs as (
    select *
    from inputs
    inner join assigned on assigned.lens_account = inputs.account_id
),

conditions as (
    select
        ${lines(["account_id", "lens_scorecard as scorecard", ...columns])}
    from assigned_inputs
),

${limitsCtes.replace("from history_account_limits", "from history_lens_limits")},

limits_held as (
    ${metLimitsSelect}
),

lens_cards as (
    select distinct
        lens_name,
        lens_scorecard
    from assigned
),

lens_limits as (
    select
        lens_cards.lens_name as lens,
        limits_held.*
    from limits_held
    inner join lens_cards on lens_cards.lens_scorecard = limits_held.scorecard
)

select * from lens_limits
`;
  return generatedModel({
    ...{ table: "lens_limits", stage: { number: 11, name: "component-scores" }, header, select, origin },
  });
}
