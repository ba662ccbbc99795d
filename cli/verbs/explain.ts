import type { Command } from "commander";
import { type Explanation, explain } from "../../lib/reports/explain.ts";
import { explanationLines } from "../../lib/reports/explanation/lines.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { openPublishedOf, outputOf } from "../open.ts";
import { formatTable } from "../table.ts";
import type { ExplainOptions } from "../usage/answers.ts";

export async function explainAccount(
  account: string,
  { date, since, verbose }: ExplainOptions,
  command: Command,
): Promise<void> {
  using output = outputOf(command);
  using opened = await openPublishedOf(command);
  const explanation = await explain(opened.services, { account, date, since });
  if (output.isJson) return output.json(explanation);
  for (const line of explanationLines(explanation)) output.line(line);
  if (verbose) for (const line of tableLines(explanation)) output.line(line);
}

/** Every column, for those who check the sums. */
const tableLines = ({ components, measures, absent }: Explanation): string[] =>
  [components, measures, absent]
    .filter((rows) => rows.length > 0)
    .flatMap((rows) => ["", formatTable(rows.map(rounded))]);

const rounded = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === "number" ? Number(value.toFixed(name === "effective_weight" ? 3 : 2)) : value,
    ]),
  );
