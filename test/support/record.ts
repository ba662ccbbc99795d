import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** The closing lines of the tests on the stand-in, in this order. */
export const recorded = [
  "models compared",
  "rows compared",
  "days",
  "kills survived",
  "alerts delivered",
  "bytes scanned",
] as const;
export type Recorded = (typeof recorded)[number];

/** The folder of the records, with one file per process. */
export const recordsVariable = "BELLWETHER_RECORDS";
const Line = z.tuple([z.enum(recorded), z.union([z.number(), z.string()])]);

/** Adds to the closing lines: numbers are summed, names are counted once. Does nothing in other runs. */
export function record(name: Recorded, value: number | string): void {
  const directory = process.env[recordsVariable];
  if (directory === undefined) return;
  appendFileSync(join(directory, `${process.pid}.ndjson`), `${JSON.stringify([name, value])}\n`);
}

/** The closing lines, as `name: 12,345`. */
export function closingLines(directory: string): string[] {
  const lines = readdirSync(directory).flatMap((name) =>
    readFileSync(join(directory, name), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => Line.parse(JSON.parse(line))),
  );
  return recorded.map((name) => {
    const values = lines.filter(([of]) => of === name).map(([, value]) => value);
    const numbers = values.filter((value) => typeof value === "number");
    const names = new Set(values.filter((value) => typeof value === "string"));
    const total = numbers.reduce((sum, value) => sum + value, names.size);
    return `${name}: ${total.toLocaleString("en-US")}`;
  });
}
