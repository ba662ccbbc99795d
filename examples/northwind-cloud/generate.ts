import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Period } from "./calendar.ts";
import { billingFiles } from "./exports/billing.ts";
import { crmFiles } from "./exports/crm.ts";
import type { ExportFile } from "./exports/file.ts";
import { financeFiles } from "./exports/finance.ts";
import { helpdeskFiles } from "./exports/helpdesk.ts";
import { productFiles } from "./exports/product.ts";
import { successFiles } from "./exports/success.ts";
import { surveyFiles } from "./exports/surveys.ts";

/** What all systems of Northwind Cloud export on one night: the same bytes whenever it is called. */
export function exportsOf(period: Period): readonly ExportFile[] {
  return [
    ...crmFiles(period),
    ...billingFiles(period),
    ...financeFiles(period),
    ...productFiles(period),
    ...helpdeskFiles(period),
    ...surveyFiles(period),
    ...successFiles(period),
  ];
}

/** Writes them below a project's folder. */
export async function writeExports(directory: string, period: Period): Promise<void> {
  for (const { path, content } of exportsOf(period)) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
