import type { Config } from "../config/schema.ts";
import { generatedModel } from "../models/generated.ts";
import type { Model } from "../models/model.ts";
import { assignment } from "./assignment.ts";
import { mainScorecards } from "./lenses.ts";
import { limitConditions } from "./limit-conditions.ts";
import { lines } from "./sql-text.ts";

export const previousLimitsHeader = {
  grain:
    "one row per scored account whose scorecard, or whose scorecard's definition, is not that of the run before.",
  kind: "snapshot",
  readers: "internal",
  columns: [
    { name: "account_id", type: "varchar", comment: "the account" },
    {
      name: "ruled_scorecard",
      type: "varchar",
      comment: "the scorecard that the present rules give it on its inputs of the run before",
    },
    {
      name: "floor_points",
      type: "double",
      comment:
        "the highest floor of its present scorecard whose condition held on these inputs; null when none did",
    },
    {
      name: "cap_points",
      type: "double",
      comment: "the lowest cap of it whose condition held on them; null when none did",
    },
  ],
} as const;

/**
 * previous_limits: what the present config would have made of the inputs of the run before, so that an edited config
 * or a move to another scorecard is told from what the data did.
 */
export function previousLimitsModel(config: Pick<Config, "scorecards">): Model {
  const scorecards = mainScorecards(config);
  const { columns, limitsCtes } = limitConditions(scorecards, "present_scorecard");
  const select = `with cards as (
    select
        scorecard,
        scoring_version
    from scorecards
    where as_of_date = date '{{ as_of_date }}'
),

assigned as (
    select
        account_id,
        scorecard
    from account_inputs
    where as_of_date = date '{{ as_of_date }}'
),

last_scores as (
    select
        account_id,
        scorecard,
        scoring_version
    from history_scores
    where as_of_date = date '{{ previous_date }}'
),

changed_accounts as (
    select
        assigned.account_id as changed_account,
        assigned.scorecard as present_scorecard
    from assigned
    inner join cards on cards.scorecard = assigned.scorecard
    inner join last_scores on last_scores.account_id = assigned.account_id
    where
        last_scores.scorecard <> assigned.scorecard
        or last_scores.scoring_version is distinct from cards.scoring_version
),

last_inputs as (
    select *
    from history_account_inputs
    where as_of_date = date '{{ previous_date }}'
),

changed_inputs as (
    select *
    from last_inputs
    inner join changed_accounts on changed_accounts.changed_account = last_inputs.account_id
),

conditions as (
    select
        ${lines(["account_id", "present_scorecard as scorecard", `${assignment(scorecards)} as ruled_scorecard`, ...columns])}
    from changed_inputs
),

${limitsCtes},

held_limits as (
    select
        met_limits.account_id,
        met_limits.kind,
        met_limits.points
    from met_limits
    left join last_limits
        on
            last_limits.account_id = met_limits.account_id
            and last_limits.scorecard = met_limits.scorecard
            and last_limits.limit_name = met_limits.limit_name
            and last_limits.kind = met_limits.kind
    where coalesce(met_limits.is_met, last_limits.holds, false)
),

binding_limits as (
    select
        account_id,
        max(case when kind = 'floor' then points end) as floor_points,
        min(case when kind = 'cap' then points end) as cap_points
    from held_limits
    group by account_id
),

previous_limits as (
    select
        conditions.account_id,
        conditions.ruled_scorecard,
        binding_limits.floor_points,
        binding_limits.cap_points
    from conditions
    left join binding_limits on binding_limits.account_id = conditions.account_id
)

select * from previous_limits
`;
  const stage = { number: 10, name: "measure-scores" };
  const origin = "bellwether.yaml: scorecards";
  return generatedModel({ table: "previous_limits", stage, header: previousLimitsHeader, select, origin });
}
