import { InvalidArgumentError } from "commander";

/** How a day grows with the accounts of a company, and with the days behind it; the part that is measured. */
export interface Curve {
  readonly accounts?: readonly number[];
  readonly days?: readonly number[];
}

export const wholeCurve = { accounts: [1_000, 10_000, 100_000, 300_000], days: [10, 60, 360] };

/** Reads a part of the curve: `accounts=1000,10000`, or `days` for all of its points. */
export function withPart(part: string, others: Curve | undefined): Curve {
  const [, name, numbers] = /^(accounts|days)(?:=(\d+(?:,\d+)*))?$/.exec(part) ?? [];
  if (name !== "accounts" && name !== "days")
    throw new InvalidArgumentError("A part is for example accounts=1000,10000 or days=10,60,360.");
  const given = numbers?.split(",").map(Number);
  return { ...others, [name]: given?.toSorted((a, b) => a - b) ?? wholeCurve[name] };
}
