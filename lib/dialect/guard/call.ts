import type { ParserRuleContext } from "antlr4ng";
import type { Trino } from "../grammar.ts";
import { guardedCoalesce } from "./choice.ts";
import { asDecimal, checkDigits, decimalType, digitsOf, heldTogether } from "./decimals.ts";
import { allFails, type Guarded, type Guards, gaveNothing, type Held, rewritten } from "./guarded.ts";
import { isJson, reasonAgainstJsonPath, scalarAt } from "./json.ts";
import { reasonAgainstPattern } from "./patterns.ts";

type Argument = Guarded & { readonly node: ParserRuleContext };

/** A call whose function fails, or differs between the engines, on no value that is left to it. */
export function guardedCall(node: Trino.FunctionCallContext, guards: Guards): Guarded {
  const name = node.functionName().getText().toLowerCase();
  const nodes = node.expression();
  if (name === "coalesce") return guardedCoalesce(node, nodes, guards);
  const given = nodes.map((argument) => ({ node: argument, ...guards.guard(argument) }));
  const call = calls[name] ?? plain;
  return call({ node, given, fails: allFails(given), guards, held: { kind: guards.scope.kindOf(node) } });
}

interface Call {
  readonly node: Trino.FunctionCallContext;
  readonly given: readonly Argument[];
  readonly fails: readonly string[];
  readonly guards: Guards;
  readonly held: Held;
}

const plain = ({ node, given, fails, guards, held }: Call): Guarded => ({
  ...held,
  sql: rewritten(guards.scope, node, given),
  fails,
});

const calls: Readonly<Record<string, (call: Call) => Guarded>> = {
  nullif(call) {
    const [value] = call.given;
    heldTogether(call.given, call.node, call.guards.scope);
    return { ...plain(call), ...(value === undefined ? {} : { ...heldOf(value) }) };
  },
  abs(call) {
    const [value] = call.given;
    if (value?.kind !== "integer") return likeFirst(call);
    const sql = `try_cast(abs(${asDecimal(value)}) as bigint)`;
    return { ...call.held, sql, fails: [...call.fails, gaveNothing([value.sql], sql)] };
  },
  floor: toWhole,
  ceil: toWhole,
  ceiling: toWhole,
  round(call) {
    const [value, digits] = call.given;
    const { scope } = call.guards;
    if (value === undefined) return plain(call);
    if (digits !== undefined && !/^-?[0-9]$/.test(digits.node.getText()))
      scope.refuse(digits.node, "round takes a literal number of digits, from -9 to 9");
    const places = Number(digits?.node.getText() ?? 0);
    if (value.kind === "double" || value.kind === "any") return likeFirst(call);
    if (value.kind === "integer" && places >= 0) return { ...value, fails: call.fails };
    const wide = { precision: digitsOf(value).precision + 1, scale: digitsOf(value).scale };
    checkDigits(call.node, wide, scope);
    const rounded = `round(cast(${value.sql} as ${decimalType(wide)}), ${places})`;
    if (value.kind === "decimal")
      return { ...call.held, ...wide, sql: `cast(${rounded} as ${decimalType(wide)})`, fails: call.fails };
    const sql = `try_cast(${rounded} as bigint)`;
    return { ...call.held, sql, fails: [...call.fails, gaveNothing([value.sql], sql)] };
  },
  substr(call) {
    const [text, start, length] = call.given;
    if (text === undefined || start === undefined) return plain(call);
    const { scope } = call.guards;
    if (start.isLiteral === true && !(Number(start.sql) >= 1))
      scope.refuse(start.node, "the engines differ here: substr counts from 1");
    const from = within(start, 1, scope);
    const size = length === undefined ? undefined : within(length, 0, scope);
    const sizes = size === undefined ? "" : `, ${size.sql}`;
    const fails = [...call.fails, ...from.fails, ...(size?.fails ?? [])];
    return { ...call.held, sql: `substr(${text.sql}, ${from.sql}${sizes})`, fails };
  },
  // Trino gives null for a part that is not there, DuckDB an empty text.
  split_part(call) {
    const [text, delimiter, index] = call.given;
    if (text === undefined || delimiter === undefined || index === undefined) return plain(call);
    const { scope } = call.guards;
    if (index.isLiteral === true && !(Number(index.sql) >= 1))
      scope.refuse(index.node, "split_part counts from 1");
    const by = filled(delimiter, "the text to split at", call);
    const part = within(index, 1, scope);
    const sql = `nullif(split_part(${text.sql}, ${by.sql}, ${part.sql}), '')`;
    return { ...call.held, sql, fails: [...call.fails, ...by.fails, ...part.fails] };
  },
  replace(call) {
    const [text, search, by] = call.given;
    if (text === undefined || search === undefined || by === undefined) return plain(call);
    if (by.isLiteral !== true)
      call.guards.scope.refuse(
        by.node,
        "write a literal replacement: a column could make the text grow without limit",
      );
    const found = filled(search, "the text to replace", call);
    const sql = `replace(${text.sql}, ${found.sql}, ${by.sql})`;
    return { ...call.held, sql, fails: [...call.fails, ...found.fails] };
  },
  from_unixtime(call) {
    const [seconds] = call.given;
    if (seconds === undefined) return plain(call);
    const number = `cast(${seconds.sql} as double)`;
    const isInside = `${number} between ${firstSecond} and ${lastSecond}`;
    // DuckDB would keep more digits than milliseconds.
    const moment = `from_unixtime(round(${number} * 1000) / 1000) at time zone 'UTC'`;
    const sql = `case when ${isInside} then cast(${moment} as timestamp(3)) end`;
    return { ...call.held, sql, fails: [...call.fails, `not coalesce(${isInside}, true)`] };
  },
  json_extract_scalar(call) {
    const [json, path] = call.given;
    if (json === undefined || path === undefined) return plain(call);
    const reason =
      path.isLiteral === true
        ? reasonAgainstJsonPath(path.sql.slice(1, -1).replaceAll("''", "'"))
        : "write a literal path";
    if (reason !== undefined) call.guards.scope.refuse(path.node, reason);
    const { sql, isOdd } = scalarAt(json.sql, path.sql);
    const isNoJson = `(${json.sql} is not null and not ${isJson(json.sql)})`;
    return { ...call.held, sql, fails: [...call.fails, isNoJson, isOdd] };
  },
  regexp_like(call) {
    const [, pattern] = call.given;
    if (pattern === undefined) return plain(call);
    const reason =
      pattern.isLiteral === true
        ? reasonAgainstPattern(pattern.sql.slice(1, -1).replaceAll("''", "'"))
        : "write a literal pattern: a composed one may be invalid";
    if (reason !== undefined) call.guards.scope.refuse(pattern.node, reason);
    return plain(call);
  },
};

/** The years 1 to 9999, in seconds since 1970. */
const firstSecond = -62_135_596_800;
const lastSecond = 253_402_300_799;

const heldOf = ({ kind, precision, scale }: Held): Held => ({
  kind,
  ...(precision === undefined ? {} : { precision }),
  ...(scale === undefined ? {} : { scale }),
});

const likeFirst = (call: Call): Guarded => {
  const [value] = call.given;
  return { ...plain(call), ...(value === undefined ? {} : heldOf(value)) };
};

/** A whole number is one already; a decimal keeps its whole digits, and may gain one. */
function toWhole(call: Call): Guarded {
  const [value] = call.given;
  if (value?.kind === "integer") return { ...value, fails: call.fails };
  if (value?.kind !== "decimal") return likeFirst(call);
  const { precision, scale } = digitsOf(value);
  const whole = { precision: scale === 0 ? precision : precision - scale + 1, scale: 0 };
  return {
    ...call.held,
    ...whole,
    sql: `cast(${plain(call).sql} as ${decimalType(whole)})`,
    fails: call.fails,
  };
}

/** As far as the engines count characters. */
const mostCharacters = 2_147_483_647;

/** A whole number from `least` on; any other is null. */
function within(value: Argument, least: number, scope: Guards["scope"]): Pick<Guarded, "sql" | "fails"> {
  if (value.isLiteral === true) {
    if (!(Number(value.sql) <= mostCharacters)) scope.refuse(value.node, "no text has that many characters");
    return { sql: value.sql, fails: [] };
  }
  const isInside = `${value.sql} between ${least} and ${mostCharacters}`;
  return {
    sql: `case when ${isInside} then ${value.sql} end`,
    fails: [`not coalesce(${isInside}, true)`],
  };
}

/** A text with something in it; an empty one is null. */
function filled(value: Argument, what: string, { guards }: Call): Pick<Guarded, "sql" | "fails"> {
  if (value.isLiteral !== true)
    return { sql: `nullif(${value.sql}, '')`, fails: [`coalesce(${value.sql} = '', false)`] };
  if (value.sql === "''") guards.scope.refuse(value.node, `${what} is empty`);
  return { sql: value.sql, fails: [] };
}
