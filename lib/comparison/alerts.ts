import { type Sum, sumOf } from "./bands.ts";
import type { AccountFacts, Episode } from "./read-day.ts";

/** Alerts of a rule that are open on one side of a comparison only. */
export interface AlertChange extends Sum {
  readonly rule: string;
  readonly severity: string;
  readonly change: "opens" | "clears";
  /** Names of the accounts with the largest known ARR. */
  readonly examples: readonly string[];
}

const severities = ["critical", "high", "medium", "low"];
const mostExamples = 5;

/** The alerts that would open and clear, by rule, the severest first. */
export function alertChanges(
  before: readonly Episode[],
  after: readonly Episode[],
  facts: ReadonlyMap<string, AccountFacts>,
): readonly AlertChange[] {
  const nameOf = ({ account_id, rule }: Episode) => JSON.stringify([account_id, rule]);
  const [was, is] = [new Set(before.map(nameOf)), new Set(after.map(nameOf))];
  const changes = [
    ...after.filter((each) => !was.has(nameOf(each))).map((each) => ({ ...each, change: "opens" as const })),
    ...before.filter((each) => !is.has(nameOf(each))).map((each) => ({ ...each, change: "clears" as const })),
  ];
  return [...Map.groupBy(changes, ({ rule, change }) => JSON.stringify([rule, change])).values()]
    .flatMap((group): readonly AlertChange[] => {
      const [first] = group;
      if (first === undefined) return [];
      const { rule, severity, change } = first;
      const accounts = group.map(({ account_id }) => account_id);
      const byArr = accounts.toSorted((a, b) => (facts.get(b)?.arr ?? 0) - (facts.get(a)?.arr ?? 0));
      const examples = byArr.slice(0, mostExamples).map((account) => facts.get(account)?.name ?? account);
      return [{ rule, severity, change, ...sumOf(accounts, facts), examples }];
    })
    .toSorted(
      (a, b) =>
        severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
        a.rule.localeCompare(b.rule) ||
        (a.change === "opens" ? -1 : 1),
    );
}
