import type { Config } from "../config/schema.ts";
import { severities } from "../config/schema.ts";
import { checkPredicate, type KnownColumns } from "../dialect/expression.ts";
import { generatedModel } from "../models/generated.ts";
import type { RuleKind } from "../models/input-tables.ts";
import type { Model } from "../models/model.ts";
import { factsCtes } from "./facts.ts";

type AlertRule = Config["alerts"][number];

/** The row of one rule in the input table alert_rules. */
export type AlertRuleRow = {
  readonly rule: string;
  readonly severity: AlertRule["severity"];
  readonly severity_rank: number;
  readonly kind: RuleKind;
  readonly horizon_days: number | null;
  readonly has_clear_when: boolean;
  readonly cooldown_days: number;
};

/** The rows of the input table alert_rules; `facts` are the columns by which the rules were checked. */
export function alertRuleRows({ alerts }: Pick<Config, "alerts">, facts: KnownColumns): AlertRuleRow[] {
  return alerts.map(({ name, when, clear_when, severity, cooldown }) => {
    const horizons = changeHorizonsIn(when, facts);
    return {
      rule: name,
      severity,
      severity_rank: severities.indexOf(severity) + 1,
      kind: horizons.length > 0 ? "change" : "level",
      horizon_days: horizons.length > 0 ? Math.max(...horizons) : null,
      has_clear_when: clear_when !== undefined,
      cooldown_days: cooldown,
    };
  });
}

/** The horizons, in days, of the change_<n>d columns that a predicate names. */
function changeHorizonsIn(predicate: string, facts: KnownColumns): number[] {
  const checked = checkPredicate(predicate, facts);
  if (checked.status === "refused")
    throw new Error(`"${predicate}": ${checked.problems.map(({ message }) => message).join("; ")}`);
  return checked.columns.flatMap((name) => {
    const days = /(?:^|_)change_(\d+)d$/.exec(name)?.[1];
    return days === undefined ? [] : [Number(days)];
  });
}

const ruleStatesHeader = {
  grain: "one row per scored account and alert rule of the config, as known at the end of as_of_date.",
  kind: "snapshot",
  readers: "internal",
  columns: [
    { name: "account_id", type: "varchar", comment: "the account" },
    { name: "rule", type: "varchar", comment: "the rule" },
    {
      name: "holds",
      type: "boolean",
      comment: "whether its condition holds; null when unknown, and below the coverage floor",
    },
    {
      name: "clears",
      type: "boolean",
      comment: "whether its clear_when holds; null when unknown, and without a clear_when",
    },
  ],
} as const;

/** The models generated from the alert rules: rule_states. */
export function ruleModels(config: Pick<Config, "alerts" | "scorecards">): readonly Model[] {
  const stage = { number: 13, name: "changes" };
  const made = { header: ruleStatesHeader, select: ruleStatesSql(config), origin: "bellwether.yaml: alerts" };
  return [generatedModel({ table: "rule_states", stage, ...made })];
}

function ruleStatesSql({ alerts, scorecards }: Pick<Config, "alerts" | "scorecards">): string {
  const states = alerts.length > 0 ? alerts.map(stateSql) : [noState];
  return `with ${factsCtes({ scorecards })},

states as (
    ${states.join("\n\n    union all\n\n    ")}
)

select * from states
`;
}

/** Without enough data to trust a score, the state of the rule is unknown, so that it triggers no alert. */
function stateSql({ name, when, clear_when }: AlertRule): string {
  const known = (predicate: string) => `case when band <> 'insufficient_data' then (${predicate}) end`;
  return `select
        account_id,
        '${name.replaceAll("'", "''")}' as rule,
        cast(${known(when)} as boolean) as holds,
        ${clear_when === undefined ? "cast(null as boolean)" : `cast(${known(clear_when)} as boolean)`} as clears
    from facts`;
}

const noState = `select
        account_id,
        cast(null as varchar) as rule,
        cast(null as boolean) as holds,
        cast(null as boolean) as clears
    from facts
    where false`;
