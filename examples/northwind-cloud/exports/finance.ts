import { type Day, dateOf, isWeekend, type Period } from "../calendar.ts";
import { chance } from "../chance.ts";
import { csvFile, type ExportFile, type Row } from "./file.ts";

/** The treasury's rates of working days. Nobody has asked it for Swiss francs yet. */
export function financeFiles(period: Period): readonly ExportFile[] {
  const rows: Row[] = [];
  for (let on = period.since; on <= period.on; on += 1)
    if (!isWeekend(on))
      for (const [currency, mean] of [
        ["EUR", 1.09],
        ["GBP", 1.27],
      ] as const)
        rows.push({ date: dateOf(on), currency, usd: rateOn(currency, mean, on).toFixed(4) });
  return [csvFile("finance/rates", period, ["date", "currency", "usd"], rows)];
}

/** Slow waves, and a little noise. */
const rateOn = (currency: string, mean: number, on: Day): number =>
  mean * (1 + 0.025 * Math.sin(on / 40) + 0.006 * (chance(currency, "rate", on) - 0.5));
