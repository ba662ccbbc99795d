import type { ParserRuleContext } from "antlr4ng";
import { common } from "../kinds.ts";
import type { Scope } from "../scope.ts";
import type { Guarded, Held } from "./guarded.ts";

/** Of a decimal, on either engine. */
export const mostDigits = 38;

/** Digits of a bigint. */
const bigintDigits = 19;

/** A whole number or a decimal, as a decimal of so many digits. */
export interface Digits {
  readonly precision: number;
  readonly scale: number;
}

export const digitsOf = ({ precision = bigintDigits, scale = 0 }: Held): Digits => ({ precision, scale });

export const decimalType = ({ precision, scale }: Digits): string => `decimal(${precision},${scale})`;

/** Written as a decimal with exactly its digits, so that both engines store the result alike. */
export const asDecimal = (value: Guarded): string => `cast(${value.sql} as ${decimalType(digitsOf(value))})`;

/** The digits that hold every sum, or product, of two decimals. */
export const digitsOfSum = (a: Digits, b: Digits): Digits => {
  const { precision, scale } = digitsOfEither(a, b);
  return { precision: precision + 1, scale };
};
export const digitsOfProduct = (a: Digits, b: Digits): Digits => ({
  precision: a.precision + b.precision,
  scale: a.scale + b.scale,
});

/** The digits that hold a value of either. */
export function digitsOfEither(a: Digits, b: Digits): Digits {
  const scale = Math.max(a.scale, b.scale);
  return { precision: Math.max(a.precision - a.scale, b.precision - b.scale) + scale, scale };
}

/** Reports decimals that no engine holds. */
export function checkDigits(node: ParserRuleContext, { precision }: Digits, scope: Scope): void {
  if (precision <= mostDigits) return;
  scope.refuse(
    node,
    `this may need ${precision} digits, but a decimal has ${mostDigits}: cast its parts to decimals of fewer digits, or to double`,
  );
}

/** How both engines hold a value that is one of these; reports decimals that cannot be held together. */
export function heldTogether(values: readonly Held[], node: ParserRuleContext, scope: Scope): Held {
  return values.reduce<Held>(
    (before, value) => {
      const kind = common(before.kind, value.kind) ?? "any";
      if (kind !== "decimal") return { kind };
      if (before.kind === "any") return value;
      if (value.kind === "any") return before;
      const digits = digitsOfEither(digitsOf(before), digitsOf(value));
      checkDigits(node, digits, scope);
      return { kind, ...digits };
    },
    { kind: "any" },
  );
}
