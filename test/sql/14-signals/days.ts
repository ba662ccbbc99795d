import { ruleModels } from "../../../lib/conditions/rule-models.ts";
import { addDays } from "../../../lib/dates.ts";
import type { Column } from "../../../lib/models/model.ts";
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

export interface Rule {
  readonly rule: string;
  readonly severity?: "low" | "medium" | "high" | "critical";
  readonly horizon?: number;
  readonly hasClearWhen?: boolean;
  readonly cooldown?: number;
}

const firstDay = "2024-01-01";
/** The date of a day; day 0 is 2024-01-01. */
export const dateOfDay = (day: number): string => addDays(firstDay, day);
export const turnedRed: Rule = { rule: "turned red" };
export const dropped: Rule = { rule: "dropped", horizon: 7 };

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
      models: ruleModels({ alerts: [] }),
      tables: { accounts: accountColumns },
      given: {
        alert_rules: rules.map(ruleRow),
        rule_states: day.score === null ? [] : rules.map(({ rule }) => stateRow(day, rule)),
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

const severityRanks = { low: 1, medium: 2, high: 3, critical: 4 };

const ruleRow = ({
  rule,
  severity = "high",
  horizon,
  hasClearWhen = false,
  cooldown = 0,
}: Rule): GivenRow => ({
  rule,
  severity,
  severity_rank: severityRanks[severity],
  kind: horizon === undefined ? "level" : "change",
  horizon_days: horizon ?? null,
  has_clear_when: hasClearWhen,
  cooldown_days: cooldown,
});

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
