import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { delightedFiles } from "./exports/delighted.ts";
import type { ExportFile } from "./exports/file.ts";
import { posthogFiles } from "./exports/posthog.ts";
import { salesforceFiles } from "./exports/salesforce.ts";
import { spreadsheetFiles } from "./exports/spreadsheet.ts";
import { stripeFiles } from "./exports/stripe.ts";
import { zendeskFiles } from "./exports/zendesk.ts";
import { type Day, dateOf, day, daysUpTo, firstDay, lastDay } from "./model/calendar.ts";

/** What Marrowgate's six systems export on a day: the same bytes whenever it is called. */
export function exportsOf(on: Day): readonly ExportFile[] {
  return [
    ...salesforceFiles(on),
    ...stripeFiles(on),
    ...zendeskFiles(on),
    ...posthogFiles(on),
    ...delightedFiles(on),
    ...spreadsheetFiles(on),
  ];
}

/** `node examples/marrowgate/generate.ts --directory <dir> [--to <date>]` writes the files of all days up to one. */
async function generate(): Promise<void> {
  const { values: options } = parseArgs({
    options: { directory: { type: "string" }, to: { type: "string", default: dateOf(lastDay) } },
  });
  const { directory, to } = options;
  if (directory === undefined) throw new Error("name the folder to write to: --directory <dir>");
  const days = daysUpTo(day(to));
  if (days.length === 0)
    throw new Error(`--to ${to} is no day from ${dateOf(firstDay)} on, such as 2026-03-31`);
  for (const on of days)
    for (const { path, content } of exportsOf(on)) {
      const file = join(directory, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
}

if (import.meta.main) await generate();
