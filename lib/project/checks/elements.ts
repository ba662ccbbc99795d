import type { FieldMapping } from "../../config/schema.ts";
import { checkFieldExpression } from "../../dialect/expression.ts";
import { entities } from "../../entities.ts";
import { pathInRecord } from "../../record-path.ts";
import type { NamedStream, Part } from "../parts.ts";
import type { Finding, Path } from "../problem.ts";
import { recordPathFindings } from "./fields.ts";

/** A stream with `each`: its list, its records' ids, and which paths start in the record and which in the element. */
export function elementFindings(part: Part<NamedStream>): readonly Finding[] {
  const { each, record } = part.value;
  if (each === undefined)
    return record === undefined
      ? []
      : [
          {
            ...{ path: [...part.path, "record"], found: record, expected: "no record" },
            reason: "record names the records whose elements are rows: it needs each, the path of their list",
          },
        ];
  return [
    ...fileFindings(part, each),
    ...startFindings([...part.path, "each"], each),
    ...recordFindings(part),
    ...keyFindings(part),
    ...recordDateFindings(part),
  ];
}

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
      reason: "a CSV file has no lists: each needs JSON or Parquet",
    },
  ];
}

/** `each` and `record` start in the record without saying so. */
function startFindings(path: Path, found: string): readonly Finding[] {
  const inRecord = pathInRecord(found);
  if (inRecord === undefined) return recordPathFindings(path, found);
  return [{ path, found, expected: `${inRecord}: this path always starts in the record`, nearest: inRecord }];
}

function recordFindings({ path, value: { mode, record } }: Part<NamedStream>): readonly Finding[] {
  const at = { path: [...path, "record"], found: record };
  if (mode === "upsert")
    return record === undefined
      ? [
          {
            ...at,
            expected:
              "record: the path of the record's own id, since a newer version of a record replaces all its elements",
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
function keyFindings({ path, value: { entity, fields } }: Part<NamedStream>): readonly Finding[] {
  const { key, kind } = entities[entity];
  const mapping = fields[key];
  const at = { path: [...path, "fields", key], found: mapping };
  if (mapping === undefined)
    return kind === "events" ? [] : [{ ...at, expected: `${key}: the id of the element` }];
  if (areAllInRecord(mapping))
    return [
      {
        ...at,
        expected: "an id of the element",
        reason: `all elements of a record would have this ${key}: map a path of the element, or an expression with one`,
      },
    ];
  return [];
}

/** Landing dates whole records, and the newest version of a record decides about all of its elements. */
function recordDateFindings({ path, value }: Part<NamedStream>): readonly Finding[] {
  const { backdate, fields, mode } = value;
  const dating = typeof backdate === "string" ? fields[backdate] : backdate;
  const { updated_at } = fields;
  const outside = (at: Path, mapping: FieldMapping | NonNullable<typeof dating> | undefined) =>
    mapping === undefined || areAllInRecord(mapping)
      ? []
      : [
          {
            ...{ path: at, found: mapping, expected: "a path of the record, such as ^updated" },
            reason: `${at.at(-1)} is of a whole record, not of an element: write ^ before its path`,
          },
        ];
  return [
    ...outside([...path, "backdate"], dating),
    ...(mode === "upsert" ? outside([...path, "fields", "updated_at"], updated_at) : []),
  ];
}

function areAllInRecord(mapping: FieldMapping): boolean {
  if (typeof mapping === "string") return pathInRecord(mapping) !== undefined;
  if ("field" in mapping) return pathInRecord(mapping.field) !== undefined;
  if (!("sql" in mapping)) return true;
  const checked = checkFieldExpression(mapping.sql);
  return checked.status === "refused" || checked.paths.every(({ path }) => pathInRecord(path) !== undefined);
}
