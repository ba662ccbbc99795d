import type { FieldMapping } from "../../config/schema.ts";
import { entities } from "../../entities.ts";
import { keyPathOf } from "../../landing/record.ts";
import { type Each, elementItself, pathInRecord } from "../../record-path.ts";
import type { NamedStream, Part } from "../parts.ts";
import type { Finding, Path } from "../problem.ts";
import { recordPathFindings } from "./fields.ts";
import { partPathFindings, pathOf, pathsOf } from "./part-paths.ts";

/** A stream with `each`: its list, its records' ids, and which paths start in the record and which in the element. */
export function elementFindings(part: Part<NamedStream>): readonly Finding[] {
  const { each } = part.value;
  if (each === undefined) return unlistedFindings(part);
  const ofEach =
    typeof each === "string"
      ? listFindings(part, each)
      : [...startFindings([...part.path, "each", "field"], each.field), ...partPathFindings(part, each)];
  return [...ofEach, ...recordFindings(part), ...keyFindings(part, each), ...recordDateFindings(part, each)];
}

/** In a stream whose records are its rows nothing names elements. */
function unlistedFindings({ path, value: { record, fields } }: Part<NamedStream>): readonly Finding[] {
  const ofElements = Object.entries(fields).filter(([, mapping]) => pathOf(mapping) === elementItself);
  return [
    ...ofElements.map(([name]) => ({
      ...{ path: [...path, "fields", name], found: elementItself },
      expected: `each on the stream, whose element it is; a column of this name is '"${elementItself}"'`,
    })),
    ...(record === undefined
      ? []
      : [
          {
            ...{ path: [...path, "record"], found: record, expected: "no record" },
            reason: "record names the records whose elements are rows: it needs each, the path of their list",
          },
        ]),
  ];
}

const listFindings = (part: Part<NamedStream>, each: string): readonly Finding[] => [
  ...fileFindings(part, each),
  ...startFindings([...part.path, "each"], each),
];

function fileFindings(
  { path, value: { format, path: glob } }: Part<NamedStream>,
  each: string,
): readonly Finding[] {
  const isCsv = format === "csv" || (format === undefined && /\.(csv|tsv)(\.gz)?$/i.test(glob));
  if (!isCsv) return [];
  return [
    {
      path: [...path, "each"],
      found: each,
      expected: "no each",
      reason:
        "a CSV file has no lists: each needs JSON or Parquet. " +
        `For a cell with several parts write each: { field: ${each}, separator: ";" }`,
    },
  ];
}

/** `each` and `record` start in the record without saying so. */
function startFindings(path: Path, found: string): readonly Finding[] {
  if (!found.startsWith("^")) return recordPathFindings(path, found);
  const inRecord = found.slice(1);
  return [{ path, found, expected: `${inRecord}: this path always starts in the record`, nearest: inRecord }];
}

function recordFindings({ path, value }: Part<NamedStream>): readonly Finding[] {
  const { mode, record } = value;
  const at = { path: [...path, "record"], found: record };
  const keyPath = keyPathOf({ ...value, record: undefined });
  if (mode === "upsert" && keyPath !== undefined)
    return record === undefined
      ? []
      : [{ ...at, expected: "no record", reason: `${keyPath} is the path of the record's id already` }];
  if (mode === "upsert")
    return record === undefined
      ? [
          {
            ...at,
            expected:
              "record: the path of the record's own id, since a newer version of a record replaces all its elements. (Where a JSON file is one object around its records, as a page of an API is, write list: in place of each:)",
          },
        ]
      : startFindings(at.path, record);
  if (record === undefined) return [];
  const reason =
    mode === "full"
      ? "elements that a full snapshot no longer has are deleted anyway: record is for mode upsert"
      : "events are never deleted: record is for mode upsert";
  return [{ ...at, expected: "no record", reason }];
}

/** The id of the element, not of its record. */
function keyFindings({ path, value: { entity, fields } }: Part<NamedStream>, each: Each): readonly Finding[] {
  const { key, kind } = entities[entity];
  const mapping = fields[key];
  const at = { path: [...path, "fields", key], found: mapping };
  if (mapping === undefined)
    return kind === "events" ? [] : [{ ...at, expected: `${key}: the id of the element` }];
  // The path of a record's id alone is made the id of each of its parts.
  const isMadeOfPart = typeof each !== "string" && pathOf(mapping) !== undefined;
  if (isMadeOfPart || !areAllInRecord(mapping, each)) return [];
  const [expected, rows, remedy] =
    typeof each === "string"
      ? ["an id of the element", "elements", "map a path of the element, or an expression with one"]
      : [
          "an id of the part",
          "parts",
          `map the path of the record's id, or an expression with "${elementItself}"`,
        ];
  return [{ ...at, expected, reason: `all ${rows} of a record would have this ${key}: ${remedy}` }];
}

/** Landing dates whole records, and the newest version of a record decides about all of its elements. */
function recordDateFindings({ path, value }: Part<NamedStream>, each: Each): readonly Finding[] {
  const { backdate, fields, mode } = value;
  const dating = typeof backdate === "string" ? fields[backdate] : backdate;
  const { updated_at } = fields;
  const outside = (at: Path, mapping: FieldMapping | NonNullable<typeof dating> | undefined) =>
    mapping === undefined || areAllInRecord(mapping, each)
      ? []
      : [
          {
            ...{ path: at, found: mapping, ...recordDate(String(at.at(-1)), each) },
          },
        ];
  return [
    ...outside([...path, "backdate"], dating),
    ...(mode === "upsert" ? outside([...path, "fields", "updated_at"], updated_at) : []),
  ];
}

const recordDate = (name: string, each: Each): { readonly expected: string; readonly reason: string } =>
  typeof each === "string"
    ? {
        expected: "a path of the record, such as ^updated",
        reason: `${name} is of a whole record, not of an element: write ^ before its path`,
      }
    : { expected: "a path of the record", reason: `${name} is of a whole record, not of a part` };

const areAllInRecord = (mapping: FieldMapping, each: Each): boolean =>
  pathsOf(mapping).every((path) => pathInRecord(path, each) !== undefined);
