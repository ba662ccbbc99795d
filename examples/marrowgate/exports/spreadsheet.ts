import { stringify } from "csv-stringify/sync";
import iconv from "iconv-lite";
import { type Day, dateOf, isMonthEnd } from "../model/calendar.ts";
import { allTouchpoints, type Touchpoint } from "../model/touchpoints.ts";
import type { Cell, ExportFile } from "./file.ts";

/** Customer success's own sheet, which somebody saves as CSV from Excel at the end of each month: all of it. */
export function spreadsheetFiles(on: Day): readonly ExportFile[] {
  if (!isMonthEnd(on)) return [];
  const notes = allTouchpoints.filter((touchpoint) => touchpoint.on <= on);
  const empty = columns.map(() => "");
  const footer = [`Total notes: ${notes.length}`, ...empty.slice(1)];
  const text = stringify([[...columns], ...notes.map(noteRow), empty, empty, empty, footer], {
    ...{ delimiter: ";", record_delimiter: "windows" },
  });
  const path = `exports/customer-success/Touchpoints ${dateOf(on).slice(0, 7)}.csv`;
  return [{ path, content: iconv.encode(text, "windows-1252") }];
}

const columns = [
  ...["Customer no.", "Customer", "Date", "Type", "Spoke with", "Pulse", "Potential p.a.", "CSM", "Note"],
] as const;

/** Every so often a cell is typed another way than Excel would write it. */
function noteRow(
  { account, number, on, kind, with: contact, pulse, isPulseDoubtful, potential, note }: Touchpoint,
  index: number,
) {
  const cells: Cell[] = [
    index % 60 === 7 ? `${number}.0` : number,
    account.name,
    index % 70 === 11 ? dateOf(on) : dateOf(on).split("-").reverse().join("/"),
    index % 90 === 13 ? "Coffee" : kind,
    contact ?? "",
    isPulseDoubtful ? "?" : pulseCell(pulse),
    potential === undefined ? "" : `${euros(potential)},00 €`,
    ...[account.owner, note],
  ];
  return cells;
}

const pulseCell = (pulse: number | undefined): string =>
  pulse === undefined ? "" : String(pulse).replace(".", ",");

/** 1.250 */
const euros = (amount: number): string => String(amount).replace(/\B(?=(\d{3})+$)/g, ".");
