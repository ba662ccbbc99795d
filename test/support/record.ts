import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What the tests on the stand-in say at their end, in this order. */
export const recorded = [
  "models compared",
  "rows compared",
  "days",
  "kills survived",
  "alerts delivered",
  "bytes scanned",
] as const;
export type Recorded = (typeof recorded)[number];

/** The folder that takes them, one file for each process. */
export const recordsVariable = "BELLWETHER_RECORDS";
const Line = z.tuple([z.enum(recorded), z.union([z.number(), z.string()])]);

/** Tells the closing lines: numbers are added up, names are counted once. Outside a run that has them, nothing. */
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
