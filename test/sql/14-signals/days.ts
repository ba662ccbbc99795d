import type { z } from "zod";
import { conditionColumns } from "../../../lib/conditions/guard-conditions.ts";
import { alertRuleRows, ruleModels } from "../../../lib/conditions/rule-models.ts";
import { AlertRule } from "../../../lib/config/schema.ts";
import { addDays } from "../../../lib/dates.ts";
import type { Column } from "../../../lib/models/model.ts";
import { measureDefinitions } from "../../../lib/scoring/measures.ts";
import type { Row } from "../../../lib/warehouse/warehouse.ts";
import { type GivenRow, rowsOf } from "../../support/given.ts";

/** One account on one day: its score (null if it is not scored) and the states of its rules. */
export interface Day {
  readonly day: number;
  readonly score: number | null;
  readonly band?: string;
  readonly lifecycle?: string;
  /** True, false or unknown by rule; a rule left out is false. */
  readonly holds?: Readonly<Record<string, boolean | null>>;
  readonly clears?: Readonly<Record<string, boolean | null>>;
  /** The config's rules from this day on. */
  readonly rules?: readonly Rule[];
}

/** A rule as in a config. Its conditions set its kind; each day sets whether they are true. */
export type Rule = z.input<typeof AlertRule>;

const { facts } = conditionColumns({ sources: [], scorecards: [] }, measureDefinitions);

const firstDay = "2024-01-01";
/** The date of a day; day 0 is 2024-01-01. */
export const dateOfDay = (day: number): string => addDays(firstDay, day);
export const turnedRed: Rule = { name: "turned red", when: "band = 'red'", severity: "high" };
export const dropped: Rule = { name: "dropped", when: "change_7d <= -15", severity: "high" };
/** The ways in which a rule can end. */
export const clear_when = "score >= 45";

/** The episodes of one account "a" at the end of each of these days, with each run built on the previous one. */
export async function episodesOver(days: readonly Day[]): Promise<Row[][]> {
  const results: Row[][] = [];
  let rules: readonly Rule[] = [];
  let previous: { readonly date: string; readonly episodes: readonly GivenRow[] } | undefined;
  const pastScores: GivenRow[] = [];
  for (const day of days) {
    rules = day.rules ?? rules;
    const date = dateOfDay(day.day);
    const scores = scoreRows(day);
    const episodes = await rowsOf("alert_episodes", {
      asOf: date,
      isOnTheWay: day !== days.at(-1),
      ...(previous === undefined ? {} : { previous: previous.date }),
      models: ruleModels({ alerts: [], scorecards: [] }),
      tables: { accounts: accountColumns },
      given: {
        alert_rules: alertRuleRows({ alerts: rules.map((rule) => AlertRule.parse(rule)) }, facts),
        rule_states: day.score === null ? [] : rules.map(({ name }) => stateRow(day, name)),
        scores,
        accounts: [{ account_id: "a", lifecycle: day.lifecycle ?? "active" }],
        history_scores: pastScores,
        history_alert_episodes: previous?.episodes ?? [],
      },
    });
    results.push(episodes);
    previous = { date, episodes };
    pastScores.push(...scores.map((row) => ({ ...row, as_of_date: date })));
  }
  return results;
}

const bandOf = (score: number): string => (score >= 70 ? "green" : score >= 40 ? "yellow" : "red");

const scoreRows = ({ score, band }: Day): GivenRow[] =>
  score === null ? [] : [{ account_id: "a", score, band: band ?? bandOf(score) }];

const stateRow = ({ holds = {}, clears = {} }: Day, rule: string): GivenRow => ({
  account_id: "a",
  rule,
  holds: rule in holds ? (holds[rule] ?? null) : false,
  clears: clears[rule] ?? null,
});

const accountColumns: readonly Column[] = [
  { name: "account_id", type: "varchar", comment: "" },
  { name: "lifecycle", type: "varchar", comment: "" },
];
