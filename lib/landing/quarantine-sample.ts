import { z } from "zod";
import type { ObjectStore } from "../storage/object-store.ts";
import { type Load, partsPrefix } from "./load.ts";
import { linesBelow } from "./part-reader.ts";

const QuarantinedRow = z.object({
  file: z.string(),
  line: z.number(),
  reason: z.string(),
  raw: z.string(),
});

/** An unreadable row: its file, its line there, why it could not be read, and its text. */
export type QuarantinedRow = z.infer<typeof QuarantinedRow>;

/** The first unreadable rows of a load. */
export async function quarantineSample(
  store: ObjectStore,
  load: Load,
  most: number,
): Promise<readonly QuarantinedRow[]> {
  const rows: QuarantinedRow[] = [];
  if (load.quarantined === 0) return rows;
  for await (const line of linesBelow(store, partsPrefix("quarantine", load, load.landed_on))) {
    rows.push(QuarantinedRow.parse(JSON.parse(line)));
    if (rows.length === most) break;
  }
  return rows;
}
