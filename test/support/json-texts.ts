import fc from "fast-check";

export const memberNames = [
  "a",
  "b",
  "a.b",
  "",
  "x y",
  'q"t',
  "b\\s",
  "é",
  "$",
  "*",
  "0",
  "1",
  "a~b/c",
  "[0]",
  "#",
  "items",
  "items[0]",
];

const spaces = fc.constantFrom("", "", "", " ", "\n\t", "\r\n  ");
const character = fc.constantFrom(..."abé.0e-:,[]{}'\"\\/😀 \u2028");
/** A character as a JSON string may hold it: literally, or escaped in one of several ways. */
const inJson = fc
  .tuple(character, fc.constantFrom("plain", "plain", "plain", "lower", "upper"))
  .map(([text, form]) => {
    if (form === "plain") return JSON.stringify(text).slice(1, -1);
    const units = Array.from({ length: text.length }, (_, index) =>
      text.charCodeAt(index).toString(16).padStart(4, "0"),
    );
    return units.map((unit) => `\\u${form === "upper" ? unit.toUpperCase() : unit}`).join("");
  });
const half = fc.constantFrom("\\ud83d", "\\uDE00");
const string = fc
  .array(fc.oneof({ arbitrary: inJson, weight: 60 }, { arbitrary: half, weight: 1 }), { maxLength: 8 })
  .map((parts) => `"${parts.join("")}"`);
const name = fc.oneof(
  fc.constantFrom(...memberNames).map((text) => JSON.stringify(text)),
  fc
    .constantFrom(...memberNames)
    .map(
      (text) =>
        `"${[...text].map((each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}"`,
    ),
);
const digits = (most: number) =>
  fc.array(fc.constantFrom(..."0123456789"), { minLength: 1, maxLength: most }).map((all) => all.join(""));
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc
    .tuple(
      fc.constantFrom("", "-"),
      digits(25),
      fc.constantFrom("", "."),
      digits(20),
      fc.constantFrom("", "", "e", "E+", "e-"),
      digits(3),
    )
    .map(
      ([sign, whole, point, fraction, exponent, power]) =>
        `${sign}${whole.replace(/^0+(?=.)/, "")}${point === "" ? "" : point + fraction}${exponent === "" ? "" : exponent + power}`,
    ),
);
const { object } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: "json" },
    number,
    string,
    fc.constantFrom("true", "false", "null"),
    tie("list"),
    tie("object"),
  ),
  list: fc
    .array(fc.tuple(spaces, tie("value"), spaces), { maxLength: 3, depthIdentifier: "json" })
    .map((all) => `[${all.map((each) => each.join("")).join(",")}]`),
  object: fc
    .array(fc.tuple(spaces, name, spaces, tie("value"), spaces), { maxLength: 5, depthIdentifier: "json" })
    .map(
      (all) =>
        `{${all.map(([before, key, between, value, after]) => `${before}${key}${between}:${between}${value}${after}`).join(",")}}`,
    ),
}));

/** The texts of JSON objects, with odd names, numbers, escapes and spaces; some have half a character. */
export const jsonObjects = object as fc.Arbitrary<string>;
