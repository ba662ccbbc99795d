import { Load, loadKey } from "../landing/load.ts";
import { placeAt, rowAt } from "../landing/record-writer.ts";
import type { Rejects, StreamReport } from "../reports/stream-report.ts";
import { readDocument } from "../storage/documents.ts";
import type { ObjectStore } from "../storage/object-store.ts";

/** How much of a cell or a key a notice shows: it goes to many people's mail, and a row may be about a person. */
const longestCell = 40;

/** A report whose examples are the cells at fault and their places in the export, instead of whole rows. */
export async function withoutRows(store: ObjectStore, report: StreamReport): Promise<StreamReport> {
  return {
    ...report,
    rejects: await Promise.all(
      report.rejects.map(async (rejects) => ({ ...rejects, example: await placeOf(store, rejects) })),
    ),
    unmatchedKeys: report.unmatchedKeys.map((each) => ({ ...each, key: shortened(each.key) })),
    unmatched_record: report.unmatched_record === null ? null : shortened(report.unmatched_record),
  };
}

/** `"27/02/2026" in row 2 of helpdesk/tickets-2.csv`, as far as it is known. */
async function placeOf(store: ObjectStore, { value, position, load }: Rejects): Promise<string | null> {
  const cell = value === null ? [] : [JSON.stringify(shortened(value))];
  const files = position === null ? undefined : (await readDocument(store, loadKey(load), Load))?.value.files;
  const file = position === null ? undefined : files?.[placeAt(position)];
  const row = file === undefined || position === null ? [] : [`row ${rowAt(position)} of ${file.key}`];
  const parts = [...cell, ...row];
  return parts.length === 0 ? null : parts.join(" in ");
}

const shortened = (text: string): string =>
  text.length <= longestCell ? text : `${text.slice(0, longestCell)}…`;
