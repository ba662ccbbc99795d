import type { Command } from "commander";
import { type Explanation, explain } from "../../lib/reports/explain.ts";
import type { Row, Value } from "../../lib/warehouse/warehouse.ts";
import { openPublishedOf, outputOf } from "../open.ts";
import { formatTable } from "../table.ts";

export async function explainAccount(account: string, command: Command): Promise<void> {
  using output = outputOf(command);
  using opened = await openPublishedOf(command);
  const explanation = await explain(opened.services, account);
  if (output.isJson) return output.json(explanation);
  for (const line of explanationLines(explanation)) output.line(line);
}

function explanationLines({ account, components, measures, absent, alerts }: Explanation): string[] {
  const named = account.name === null ? account.account_id : `${account.name} (${account.account_id})`;
  const about = [account.segment, account.plan, account.lifecycle, account.owner].filter(
    (fact) => fact !== null,
  );
  const lines = [`${named}  ${about.join(" · ")}`, "", scoreLine(account), changeLine(account)];
  // cap_rule names the lowest cap whose condition holds, even if the score is below it anyway.
  if (account.cap_rule !== null && Number(account.computed_score) < Number(account.raw_score))
    lines.push(`Capped by "${account.cap_rule}", down from ${points(account.raw_score)}.`);
  if (measures.length > 0) {
    const sum = measures.reduce((total, { contribution }) => total + Number(contribution), 0);
    lines.push("", formatTable(components.map(rounded)), "", formatTable(measures.map(rounded)));
    lines.push(`The contributions sum to the raw score, ${points(sum)}.`);
  }
  if (absent.length > 0) lines.push("", "Measures not counted", formatTable(absent));
  lines.push("", alerts.length === 0 ? "No alert is open." : formatTable(alerts.map(rounded)));
  return lines;
}

function scoreLine({ score, band, as_of_date, scorecard, coverage }: Row): string {
  if (score === null) return `No score on ${as_of_date}: no measure counts (scorecard ${scorecard}).`;
  const share = Math.round(Number(coverage) * 100);
  return `Score ${points(score)} ${band} on ${as_of_date} (scorecard ${scorecard}, coverage ${share} %)`;
}

function changeLine(account: Row): string {
  const changes = ["1d", "7d", "30d"].map((span) => {
    const change = account[`change_${span}`];
    if (change === null || change === undefined) return `${span}: unknown`;
    return `${span}: ${Number(change) >= 0 ? "+" : ""}${points(change)}`;
  });
  return `Change  ${changes.join("   ")}`;
}

const points = (value: Value | undefined): string => Number(value).toFixed(1);

const rounded = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === "number" ? Number(value.toFixed(name === "effective_weight" ? 3 : 2)) : value,
    ]),
  );
