import type { Stream } from "../config/schema.ts";
import { elementsAt } from "./json-path.ts";
import { formedKey, keyIn } from "./key-sql.ts";
import { cte, indented, literal } from "./text.ts";

/**
 * What a record's list is, as the reason of the row of place 0 that stands for the record itself: `split` into its
 * elements, or `empty`. Neither is a reject.
 */
export const listOutcomes = ["split", "empty"] as const;

/** The reason of a record whose own id is missing, so that its elements cannot be compared with other versions. */
const missingRecord = "missing record";
const notAList = (path: string): string => `not a list: ${path}`;
const notAnObject = (path: string): string => `not an object: ${path}`;

/** The reasons of rows that cannot be read as elements at all, so that none of their cells is at fault. */
export const listReasons = (each: string): readonly string[] => [
  ...listOutcomes,
  missingRecord,
  notAList(each),
  notAnObject(each),
];

/** Columns of a row of `<name>_elements` besides those of the landed record. */
export const elementColumns = ["parent_id", "place", "list_outcome", "record", "readable"];

/**
 * The CTEs `<name>_lists` and `<name>_elements` over `<name>_landed`: each element of a record's list as `readable`,
 * with its `record` and its `place` from 1. A record has one row more, of place 0, which says what its list is.
 */
export function elementsCtes(name: string, each: string, { mode }: Pick<Stream, "mode">): readonly string[] {
  const { list, json } = elementsAt(each);
  const isMerged = mode === "upsert";
  const formedId = isMerged ? indented(formedKey("record_id"), 2) : "cast(null as varchar)";
  const outcome = [
    "case",
    ...(isMerged ? [`            when parent_id is null then ${literal(missingRecord)}`] : []),
    `            when list is null and list_json not in ('null', '""') then ${literal(notAList(each))}`,
    "            when coalesce(cardinality(list), 0) = 0 then 'empty'",
    "            else 'split'",
    "        end as list_outcome",
  ].join("\n");
  // The first is the record itself. DuckDB finds the tables that a query reads only where the type of a list is given.
  const places = [
    `${name}_outcomes`,
    "    cross join unnest(",
    "        cast(array[cast(null as json)] || case when list_outcome = 'split' then list else array[] end as json array)",
    "    ) with ordinality as places (element, place)",
  ].join("\n");
  const landed = [
    "record_id",
    "load",
    "landed",
    "extracted_at",
    "position",
    "payload",
    "other_domain",
    "loaded_on",
  ];
  const element = "case when places.place > 1 then coalesce(json_format(places.element), 'null') end";
  return [
    cte(
      `${name}_lists`,
      ["*", `${formedId} as formed_id`, `${list} as list`, `${json} as list_json`],
      `${name}_landed`,
    ),
    cte(`${name}_parents`, ["*", `${keyIn("formed_id")} as parent_id`], `${name}_lists`),
    cte(`${name}_outcomes`, ["*", outcome], `${name}_parents`),
    cte(
      `${name}_elements`,
      [
        ...[...landed, "parent_id", "list_outcome", "readable as record", "places.place - 1 as place"],
        `${element} as readable`,
      ],
      places,
    ),
  ];
}

/** The first reasons of a row: of a record's own row its outcome, and of an element that has no members. */
export const elementReasons = (
  each: string,
): readonly { readonly when: string; readonly reason: string }[] => [
  ...[...listOutcomes, missingRecord, notAList(each)].map((reason) => ({
    when: `place = 0 and list_outcome = ${literal(reason)}`,
    reason,
  })),
  { when: "substr(readable, 1, 1) <> '{'", reason: notAnObject(each) },
];
