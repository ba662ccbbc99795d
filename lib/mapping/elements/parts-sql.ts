import type { Each } from "../../record-path.ts";
import { textAt } from "../cells/json-path.ts";
import { formedKey, keyIn, unseen } from "../cells/key-sql.ts";
import { cte, escaped, indented, literal } from "../text.ts";
import type { RowsSql } from "./each-sql.ts";
import { landedColumns, outcomeReason } from "./elements-sql.ts";

type Split = Exclude<Each, string>;

const notAText = (path: string): string => `not a text: ${path}`;

/**
 * The parts of a text: each different one is a row, with its text as `part` and the record as `readable`. A text
 * without parts has one row of an empty part, so that a missing key is told as in any other stream.
 */
export const partsSql = (name: string, each: Split): RowsSql => ({
  ctes: partsCtes(name, each),
  columns: ["parent_id", "place", "list_outcome", "readable", "part", "formed_part"],
  reasons: ["split", notAText(each.field)].map(outcomeReason),
  rejected: "payload",
});

/** The id of a part's row: that of its record, and the part; the record's own row has none. */
export const partId =
  "case when place > 0 then parent_id || case when part <> '' then '/' || formed_part else '' end end";

function partsCtes(name: string, { field, separator }: Split): readonly string[] {
  const { text, json } = textAt(field);
  const around = textSql(separator);
  const outcome = [
    "case",
    `            when list_text is null and list_json <> 'null' then ${literal(notAText(field))}`,
    "            else 'split'",
    "        end as list_outcome",
  ].join("\n");
  // Between separators at both ends every part is trimmed. Sorted, the empty text is the first, as the record's row.
  const parted = `${around} || coalesce(${inOneText(around)}, '') || ${around}`;
  const found = `regexp_split(${parted}, ${literal(between(separator))})`;
  const places = [
    `${name}_outcomes`,
    "    cross join unnest(",
    "        cast(",
    "            case",
    "                when list_outcome <> 'split' then array['']",
    "                when cardinality(parts) = 1 then array['', '']",
    "                else parts",
    "            end as varchar array",
    "        )",
    "    ) with ordinality as places (part, place)",
  ].join("\n");
  return [
    cte(
      `${name}_lists`,
      [
        "*",
        `${indented(formedKey("record_id"), 2)} as formed_id`,
        `${text} as list_text`,
        `${json} as list_json`,
      ],
      `${name}_landed`,
    ),
    cte(
      `${name}_outcomes`,
      ["*", `${keyIn("formed_id")} as parent_id`, outcome, `array_sort(array_distinct(${found})) as parts`],
      `${name}_lists`,
    ),
    cte(
      `${name}_parts`,
      [
        ...[...landedColumns, "parent_id", "list_outcome", "readable"],
        ...["places.part", "places.place - 1 as place"],
      ],
      places,
    ),
    cte(`${name}_elements`, ["*", `${indented(formedKey("part"), 2)} as formed_part`], `${name}_parts`),
  ];
}

/** A JSON list of numbers, and of texts without signs of JSON and commas in them, as a cell of a CSV has it. */
const plainList = (() => {
  const element = String.raw`(?:"[^"\\,\[\]]*"|-?[0-9.]+)`;
  return String.raw`(?s)^\s*\[\s*(?:${element}(?:\s*,\s*${element})*)?\s*\]\s*$`;
})();

/** The text, or the elements of the list in it with separators between. */
const inOneText = (separator: string): string => {
  const bare = ["[", "]", '"'].reduce((sql, sign) => `replace(${sql}, ${literal(sign)}, '')`, "list_text");
  const elements = `replace(${bare}, ',', ${separator})`;
  return `case when regexp_like(list_text, ${literal(plainList)}) then ${elements} else list_text end`;
};

/** A pattern of one separator or several in a row, and of all around them that shows nothing. */
const between = (separator: string): string => `${unseen}(?:${inPattern(separator)}${unseen})+`;

/** A line of a model's SQL ends where the model says so. */
const control = /\p{Cc}/gu;
const codeOf = (character: string): number => character.codePointAt(0) ?? 0;
const inPattern = (text: string): string =>
  escaped(text).replace(control, (character) => `\\x${codeOf(character).toString(16).padStart(2, "0")}`);
const textSql = (text: string): string =>
  [...text]
    .map((character) =>
      character.match(control) === null ? literal(character) : `chr(${codeOf(character)})`,
    )
    .join(" || ");
