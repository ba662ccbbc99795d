import type { Trino } from "../grammar.ts";
import { asDecimal, checkDigits, digitsOf, digitsOfProduct, digitsOfSum, mostDigits } from "./decimals.ts";
import { failsOf, type Guarded, type Guards, gaveNothing } from "./guarded.ts";

export function guardedSign(node: Trino.ArithmeticUnaryContext, guards: Guards): Guarded {
  const value = guards.guard(node.valueExpression());
  const sign = node._operator?.text ?? "";
  const sql = `${sign}${value.sql}`;
  // The lowest whole number has no opposite.
  if (value.kind === "integer" && sign === "-" && value.isLiteral !== true) {
    const opposite = asInteger(`-${asDecimal(value)}`);
    return { kind: "integer", sql: opposite, fails: [...failsOf(value), gaveNothing([value.sql], opposite)] };
  }
  return { ...value, sql };
}

/** The digits that DuckDB holds in 64 bits. */
const narrow = 18;

const asInteger = (sum: string): string => `try_cast(${sum} as bigint)`;

/** A sum, product or quotient; what leaves its type is null, on both engines. */
export function guardedArithmetic(node: Trino.ArithmeticBinaryContext, guards: Guards): Guarded {
  const [left, right] = node.valueExpression().map((operand) => guards.guard(operand));
  if (left === undefined || right === undefined) throw new Error(`${node.getText()} has two operands`);
  const operator = node._operator?.text ?? "";
  const kind = guards.scope.kindOf(node);
  const fails = [...new Set([...failsOf(left), ...failsOf(right)])];
  if (kind === "date" || kind === "timestamp") return shifted(kind, operator, left, right);
  if (kind === "double") return ofDoubles(operator, left, right);
  const plain = { kind, sql: `${left.sql} ${operator} ${right.sql}`, fails } as const;
  if (operator === "%") {
    if (kind === "decimal") guards.scope.refuse(node, "% takes whole numbers and doubles");
    return plain;
  }
  const [l, r] = [digitsOf(left), digitsOf(right)];
  const resultOf = operator === "*" ? digitsOfProduct : digitsOfSum;
  // DuckDB keeps the result of two decimals of up to 18 digits in 18 digits.
  const isNarrow = Math.max(l.precision, r.precision) <= narrow && resultOf(l, r).precision > narrow;
  const wide = isNarrow ? { ...l, precision: narrow + 1 } : l;
  const sum = `${asDecimal({ ...left, ...wide })} ${operator} ${asDecimal(right)}`;
  if (kind === "integer") {
    const sql = asInteger(sum);
    return { kind, sql, fails: [...fails, gaveNothing([left.sql, right.sql], sql)] };
  }
  if (kind !== "decimal") return plain;
  const digits = resultOf(wide, r);
  if (digits.precision <= mostDigits || digits.scale > mostDecimals) {
    checkDigits(node, digits, guards.scope);
    return { kind, sql: `(${sum})`, fails, ...digits };
  }
  const size = inDoubles(left, operator === "*" ? "*" : "+", right);
  const sql = `case when ${size} < 1e${mostDigits - 1 - digits.scale} then ${sum} end`;
  const failing = gaveNothing([left.sql, right.sql], sql);
  return { kind, sql, fails: [...fails, failing], precision: mostDigits, scale: digits.scale };
}

/** Where more decimals come together than this, a product of common size has no room before them. */
const mostDecimals = 12;

/** How large a result is at most, roughly. */
const inDoubles = (left: Guarded, operator: string, right: Guarded): string =>
  `abs(cast(${left.sql} as double)) ${operator} abs(cast(${right.sql} as double))`;

const asDouble = (value: Guarded): Guarded => ({
  kind: "double",
  sql: `cast(${value.sql} as double)`,
  fails: failsOf(value),
});

/** Doubles divide by zero and overflow without an error; the result is then not a finite number. */
function ofDoubles(operator: string, left: Guarded, right: Guarded): Guarded {
  const isDivision = operator === "/";
  if (isDivision && left.kind !== "double" && right.kind !== "double")
    return ofDoubles(operator, asDouble(left), asDouble(right));
  const isSafe = right.isLiteral === true && Number(right.sql) !== 0;
  const divisor = isDivision && !isSafe ? `nullif(${right.sql}, 0)` : right.sql;
  const sql = `(${left.sql} ${operator} ${divisor})`;
  // A quotient forgets that its divisor has left the range; sums and products do not.
  const fails = [...left.fails, ...(isDivision ? failsOf(right) : right.fails)];
  const zero = isDivision && !isSafe ? [`coalesce(${right.sql} = 0, false)`] : [];
  return {
    kind: "double",
    sql,
    fails: [...new Set([...fails, ...zero])],
    overflow: `not coalesce(is_finite(${sql}), true)`,
  };
}

/** Days that both engines write alike. */
const firstMoment = { date: "date '0001-01-01'", timestamp: "timestamp '0001-01-01 00:00:00'" };
const lastMoment = { date: "date '9999-12-31'", timestamp: "timestamp '9999-12-31 23:59:59.999'" };

function shifted(kind: "date" | "timestamp", operator: string, left: Guarded, right: Guarded): Guarded {
  const sum = `${left.sql} ${operator} ${right.sql}`;
  // DuckDB makes a timestamp of a date and an interval.
  const sql = kind === "date" ? `cast(${sum} as date)` : `(${sum})`;
  const outside = `not coalesce(${sql} between ${firstMoment[kind]} and ${lastMoment[kind]}, true)`;
  return { kind, sql, fails: [...failsOf(left), outside] };
}
