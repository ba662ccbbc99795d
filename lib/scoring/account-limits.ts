import type { Config } from "../config/schema.ts";
import { generatedModel } from "../models/generated.ts";
import type { Model } from "../models/model.ts";
import { mainScorecards } from "./lenses.ts";
import { limitConditions } from "./limit-conditions.ts";
import { lines } from "./sql-text.ts";

export const accountLimitColumns = [
  { name: "account_id", type: "varchar", comment: "the account" },
  { name: "scorecard", type: "varchar", comment: "the scorecard that applies to the account" },
  { name: "limit_name", type: "varchar", comment: "the name of the cap or floor" },
  { name: "kind", type: "varchar", comment: "cap or floor" },
  { name: "points", type: "double", comment: "the maximum score of a cap, or minimum score of a floor" },
  { name: "holds", type: "boolean", comment: "whether its condition holds" },
  {
    name: "is_carried",
    type: "boolean",
    comment:
      "true when its condition is unknown on as_of_date, so that the result of the previous run applies",
  },
] as const;

/** Over met_limits and last_limits: whether each limit holds. */
export const metLimitsSelect = `select
        met_limits.account_id,
        met_limits.scorecard,
        met_limits.limit_name,
        met_limits.kind,
        met_limits.points,
        coalesce(met_limits.is_met, last_limits.holds, false) as holds,
        met_limits.is_met is null as is_carried
    from met_limits
    left join last_limits
        on
            last_limits.account_id = met_limits.account_id
            and last_limits.scorecard = met_limits.scorecard
            and last_limits.limit_name = met_limits.limit_name
            and last_limits.kind = met_limits.kind`;

const header = {
  grain: "one row per scored account and cap or floor of its scorecard, as known at the end of as_of_date.",
  kind: "snapshot",
  readers: "internal",
  columns: accountLimitColumns,
} as const;

/** account_limits: which caps and floors hold for each scored account. */
export function accountLimitsModel(config: Pick<Config, "scorecards">): Model {
  const { columns, limitsCtes } = limitConditions(mainScorecards(config), "scorecard");
  const select = `with conditions as (
    select
        ${lines(["account_id", "scorecard", ...columns])}
    from account_inputs
    where as_of_date = date '{{ as_of_date }}'
),

${limitsCtes},

account_limits as (
    ${metLimitsSelect}
)

select * from account_limits
`;
  const stage = { number: 10, name: "measure-scores" };
  const origin = "bellwether.yaml: scorecards";
  return generatedModel({ table: "account_limits", stage, header, select, origin });
}
