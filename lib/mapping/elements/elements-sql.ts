import type { Stream } from "../../config/schema.ts";
import { elementsAt } from "../cells/json-path.ts";
import { formedKey, keyIn } from "../cells/key-sql.ts";
import { cte, indented, literal } from "../text.ts";
import type { RowsSql } from "./each-sql.ts";

/**
 * What a record's list is, as the reason of the row of place 0 that stands for the record itself: `split` into its
 * elements, `empty`, or `listless` where the record lacks the path itself. None is a reject.
 */
export const listOutcomes = ["split", "empty", "listless"] as const;

/** The reason of a record whose own id is missing, so that its elements cannot be compared with other versions. */
const missingRecord = "missing record";
const notAList = (path: string): string => `not a list: ${path}`;
const notAnObject = (path: string): string => `not an object: ${path}`;

/**
 * The elements of a list.
 * @param isText whether the mapping reads an element itself, so that it need not be an object
 */
export const elementsSql = (
  name: string,
  each: string,
  { mode, isText }: Pick<Stream, "mode"> & { readonly isText: boolean },
): RowsSql => ({
  ctes: elementsCtes(name, each, { mode }),
  columns: ["parent_id", "place", "list_outcome", "record", "readable"],
  reasons: [
    ...[...listOutcomes, missingRecord, notAList(each)].map(outcomeReason),
    ...(isText ? [] : [{ when: "substr(readable, 1, 1) <> '{'", reason: notAnObject(each) }]),
  ],
  rejected: "readable",
});

/** What rejects a record's own row, or says that it is none. */
export const outcomeReason = (reason: string): { readonly when: string; readonly reason: string } => ({
  when: `place = 0 and list_outcome = ${literal(reason)}`,
  reason,
});

/** The columns of a landed record that each of its rows has. */
export const landedColumns = [
  "record_id",
  "load",
  "landed",
  "extracted_at",
  "position",
  "payload",
  "other_domain",
  "loaded_on",
];

/**
 * The CTEs `<name>_lists` and `<name>_elements` over `<name>_landed`: each element of a record's list as `readable`,
 * with its `record` and its `place` from 1. A record has one row more, of place 0, which says what its list is.
 */
function elementsCtes(name: string, each: string, { mode }: Pick<Stream, "mode">): readonly string[] {
  const { list, json } = elementsAt(each);
  const isMerged = mode === "upsert";
  const formedId = isMerged ? indented(formedKey("record_id"), 2) : "cast(null as varchar)";
  const outcome = [
    "case",
    ...(isMerged ? [`            when parent_id is null then ${literal(missingRecord)}`] : []),
    `            when list is null and list_json not in ('null', '""') then ${literal(notAList(each))}`,
    "            when list_json is null then 'listless'",
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
        ...[...landedColumns, "parent_id", "list_outcome", "readable as record", "places.place - 1 as place"],
        `${element} as readable`,
      ],
      places,
    ),
  ];
}
