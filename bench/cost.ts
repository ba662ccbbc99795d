import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { MeasuredDay, measureDay } from "./cost/measure.ts";
import { costPage } from "./cost/page.ts";

/**
 * What a day costs on AWS:
 *   node bench/cost.ts                                  prints the page
 *   node bench/cost.ts --write                          writes docs/cost.md: after a price has changed
 *   node bench/cost.ts --measure --accounts 1000,20000  measures anew, which takes a while, then writes it
 */
const page = new URL("../docs/cost.md", import.meta.url);
const figures = new URL("./cost-measured.json", import.meta.url);

const usageRowsOfAccount = 10;

/** The expected page, from the committed measurements. */
export async function writtenPage(): Promise<{ readonly expected: string; readonly found: string }> {
  return { expected: costPage(await readMeasured()), found: await readFile(page, "utf8") };
}

async function readMeasured(): Promise<readonly MeasuredDay[]> {
  return z.array(MeasuredDay).parse(JSON.parse(await readFile(figures, "utf8")));
}

async function measure(accounts: readonly number[], days: number): Promise<void> {
  const measured: MeasuredDay[] = [];
  for (const each of accounts.toSorted((a, b) => a - b))
    measured.push(await measureDay({ accounts: each, usageRows: each * usageRowsOfAccount, days }));
  await writeFile(figures, `${JSON.stringify(measured, null, 1)}\n`);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      measure: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      accounts: { type: "string", default: "1000,100000" },
      days: { type: "string", default: "31" },
    },
  });
  if (values.measure) await measure(values.accounts.split(",").map(Number), Number(values.days));
  const text = costPage(await readMeasured());
  if (values.measure || values.write) await writeFile(page, text);
  else process.stdout.write(text);
}
