import type { Config } from "../config/schema.ts";
import { generatedModel } from "../models/generated.ts";
import type { Model } from "../models/model.ts";
import { text } from "../scoring/sql-text.ts";
import { factsCtes } from "./facts.ts";
import type { FailingCondition } from "./guard-conditions.ts";

const header = {
  grain:
    "one row per scored account and condition of the config that fails on its values, as known at the end of as_of_date.",
  kind: "snapshot",
  readers: "public",
  section: "The data itself",
  purpose: "Conditions of your config that fail on an account's values; they are null for that account.",
  columns: [
    { name: "account_id", type: "varchar", comment: "the account, for which the condition is null" },
    {
      name: "condition",
      type: "varchar",
      comment: "the place in the config, such as alert dropped: when",
    },
    { name: "expression", type: "varchar", comment: "the condition" },
  ],
} as const;

/** condition_problems: the accounts for which a condition of the config fails; one SELECT per condition that can. */
export function conditionProblemsModel(
  failing: readonly FailingCondition[],
  config: Pick<Config, "scorecards">,
): Model {
  const selects = failing.length === 0 ? [noProblem] : failing.map(problemsOf);
  const select = `with ${factsCtes(config)},

condition_problems as (
    ${selects.join("\n\n    union all\n\n    ")}
)

select * from condition_problems
`;
  const stage = { number: 13, name: "changes" };
  const origin = "bellwether.yaml: conditions";
  return generatedModel({ table: "condition_problems", stage, header, select, origin });
}

const problemsOf = ({ condition, expression, fails }: FailingCondition): string => `select
        account_id,
        ${text(condition)} as condition,
        ${text(expression)} as expression
    from facts
    where ${fails}`;

const noProblem = `select
        account_id,
        cast(null as varchar) as condition,
        cast(null as varchar) as expression
    from facts
    where false`;
