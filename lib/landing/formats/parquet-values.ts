import type { ParquetParsers, SchemaElement, SchemaTree } from "hyparquet";

/** Text that is JSON already. */
class Json {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Bytes declared as text that are not valid text. */
export class NoText extends Error {
  override readonly name = "NoText";
}

const lenient = new TextDecoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const lastMillisecond = 8_640_000_000_000_000n;
const lastCount = 2n ** 63n - 1n;
const lastDay = 100_000_000;
const endlessDay = 2 ** 31 - 1;

/** Dates outside the calendar are written in an invalid format, so that every reader rejects them. */
function moment(count: bigint, perMillisecond: bigint, digits: number, unit: string): string {
  if (count === lastCount) return "infinity";
  if (count <= -lastCount) return "-infinity";
  const rest = ((count % perMillisecond) + perMillisecond) % perMillisecond;
  const milliseconds = (count - rest) / perMillisecond;
  if (milliseconds > lastMillisecond || milliseconds < -lastMillisecond) return `${count} ${unit} since 1970`;
  const text = new Date(Number(milliseconds)).toISOString();
  return rest === 0n ? text : `${text.slice(0, -1)}${rest.toString().padStart(digits, "0")}Z`;
}

function day(days: number): string {
  if (days === endlessDay) return "infinity";
  if (days <= -endlessDay) return "-infinity";
  if (Math.abs(days) > lastDay) return `${days} days since 1970`;
  return new Date(days * 86_400_000).toISOString().split("T")[0] ?? "";
}

const timeUnits = {
  MILLIS: { perSecond: 1000n, digits: 3 },
  MICROS: { perSecond: 1_000_000n, digits: 6 },
  NANOS: { perSecond: 1_000_000_000n, digits: 9 },
} as const;

/** The unit of a time of day; undefined for other elements. */
function timeUnit({ converted_type: converted, logical_type: logical }: SchemaElement) {
  if (logical?.type === "TIME") return timeUnits[logical.unit];
  if (converted === "TIME_MILLIS") return timeUnits.MILLIS;
  return converted === "TIME_MICROS" ? timeUnits.MICROS : undefined;
}

function timeOfDay(count: bigint, { perSecond, digits }: (typeof timeUnits)[keyof typeof timeUnits]): string {
  const seconds = count / perSecond;
  const parts = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n];
  const text = parts.map((part) => String(part).padStart(2, "0")).join(":");
  const rest = count % perSecond;
  return rest === 0n ? text : `${text}.${String(rest).padStart(digits, "0")}`;
}

/** Bytes that are not text stay bytes, so that only a reader of that column gets the error. */
function textOrBytes(bytes: Uint8Array): string | Uint8Array {
  try {
    return strict.decode(bytes);
  } catch {
    return bytes;
  }
}

function jsonOrText(bytes: Uint8Array): Json | string | Uint8Array {
  const text = textOrBytes(bytes);
  if (typeof text !== "string") return text;
  try {
    JSON.parse(text);
    return new Json(text);
  } catch {
    return text;
  }
}

const given = <T, R>(read: (value: T) => R) =>
  ((value: T | undefined) => (value === undefined ? undefined : read(value))) as never;

/** Dates and moments as ISO 8601 text, in UTC; text and JSON as they are. */
export const parsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: given((count: bigint) => moment(count, 1n, 0, "milliseconds")),
  timestampFromMicroseconds: given((count: bigint) => moment(count, 1000n, 3, "microseconds")),
  timestampFromNanoseconds: given((count: bigint) => moment(count, 1_000_000n, 6, "nanoseconds")),
  dateFromDays: given(day),
  stringFromBytes: given(textOrBytes),
  jsonFromBytes: given(jsonOrText),
};

/**
 * An element as hyparquet should read it. It makes doubles of decimals, which lose digits: unmarked, they come as
 * the integers they are. It knows dates by their older mark alone.
 */
export function readAs(element: SchemaElement): SchemaElement {
  const { converted_type: converted, ...rest } = element;
  if (converted === "DECIMAL") return rest;
  return converted === undefined && rest.logical_type?.type === "DATE"
    ? { ...rest, converted_type: "DATE" }
    : element;
}

export const isDecimal = ({ element }: SchemaTree): boolean =>
  element.converted_type === "DECIMAL" || element.logical_type?.type === "DECIMAL";

export function isBinary({ element, children }: SchemaTree): boolean {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (children.length > 0 || (type !== "BYTE_ARRAY" && type !== "FIXED_LEN_BYTE_ARRAY")) return false;
  const text = ["UTF8", "ENUM", "JSON", "STRING", "UUID", "FLOAT16", "DECIMAL"];
  return !text.includes(converted ?? "") && !text.includes(logical?.type ?? "");
}

/** Writes a value as JSON. @throws NoText */
export type ToJson = (value: unknown) => string;

/** Writes the values of a column: numbers with all digits, nested and binary values as null. */
export function jsonWriter(node: SchemaTree): ToJson {
  if (isDecimal(node)) {
    const scale = node.element.scale ?? 0;
    return (value) => decimalsToJson(value, scale);
  }
  if (isBinary(node)) return () => "null";
  const { converted_type: type, logical_type: logical } = node.element;
  if (logical?.type === "UUID") return anyToJson;
  const unit = timeUnit(node.element);
  if (unit !== undefined)
    return (value) =>
      value === null || value === undefined
        ? "null"
        : `"${timeOfDay(BigInt(value as number | bigint), unit)}"`;
  const [repeated] = node.children;
  if (type === "LIST" || logical?.type === "LIST") {
    const element = repeated?.children.length === 1 ? repeated.children[0] : repeated;
    const toJson = element === undefined ? anyToJson : jsonWriter(element);
    return (value) => (Array.isArray(value) ? `[${value.map(toJson).join(",")}]` : anyToJson(value));
  }
  if (type === "MAP" || type === "MAP_KEY_VALUE" || logical?.type === "MAP" || node.children.length === 0)
    return anyToJson;
  const members = node.children.map((child) => ({ name: child.element.name, toJson: jsonWriter(child) }));
  return (value) => {
    if (value === null || value === undefined) return "null";
    const row = value as Record<string, unknown>;
    return `{${members.map(({ name, toJson }) => `${JSON.stringify(name)}:${toJson(row[name])}`).join(",")}}`;
  };
}

function decimalsToJson(value: unknown, scale: number): string {
  if (value === null || value === undefined) return "null";
  const unscaled = value instanceof Uint8Array ? signedBigInt(value) : BigInt(value as number | bigint);
  if (scale === 0) return String(unscaled);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function signedBigInt(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString("hex")}`));
}

function anyToJson(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "bigint") return String(value);
  // Not a number: kept as text, so that readers see an unreadable number and not an empty cell.
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : `"${value}"`;
  if (value instanceof Json) return value.text;
  if (value instanceof Uint8Array) throw new NoText(lenient.decode(value));
  if (Array.isArray(value)) return `[${value.map(anyToJson).join(",")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}:${anyToJson(member)}`)
    .join(",")}}`;
}
