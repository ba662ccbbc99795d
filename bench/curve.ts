import { rm } from "node:fs/promises";
import { join } from "node:path";
import { curveAccounts } from "./curve-accounts.ts";
import { curveDays } from "./curve-days.ts";
import type { Report } from "./report.ts";

/** How a day grows with the accounts of a company, and with the days behind it. */
export interface Curve {
  readonly accounts: readonly number[];
  readonly days: readonly number[];
}

const wholeCurve: Curve = { accounts: [1_000, 10_000, 100_000, 300_000], days: [10, 60, 360] };

/** @param parts such as `accounts=1000,10000` or `days=10,60`; none for the whole curve */
export function curveOf(parts: readonly string[]): Curve {
  if (parts.length === 0) return wholeCurve;
  const curve: { accounts: readonly number[]; days: readonly number[] } = { accounts: [], days: [] };
  for (const part of parts) {
    const [, name, numbers] = /^(accounts|days)(?:=(\d+(?:,\d+)*))?$/.exec(part) ?? [];
    if (name !== "accounts" && name !== "days")
      throw new Error(`${part} is no part of a curve, such as accounts=1000,10000 or days=10,60`);
    curve[name] =
      numbers
        ?.split(",")
        .map(Number)
        .toSorted((a, b) => a - b) ?? wholeCurve[name];
  }
  return curve;
}

export async function benchCurve(
  report: Report,
  directory: string,
  { curve, days, turns }: { readonly curve: Curve; readonly days: number; readonly turns: number },
): Promise<void> {
  const below = async (name: string, work: (directory: string) => Promise<void>): Promise<void> => {
    const own = join(directory, name);
    await work(own);
    await rm(own, { recursive: true });
  };
  if (curve.accounts.length > 0)
    await below("accounts", (own) => curveAccounts(report, own, { accounts: curve.accounts, days, turns }));
  if (curve.days.length > 0)
    await below("days", (own) => curveDays(report, own, { marks: curve.days, turns }));
}
