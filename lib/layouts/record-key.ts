import type { FieldMapping } from "../config/schema.ts";
import { entities } from "../entities.ts";
import { pathsOfMapping } from "../preview/mapped-paths.ts";
import { type Cells, rowsOf } from "./columns.ts";
import type { Candidate, DraftField } from "./draft-types.ts";
import { sqlPath } from "./sql-path.ts";

/** An id for records that have none: the fewest of their columns that together differ from row to row. */
export function madeKey(
  { entity, sample }: Candidate,
  mappings: Readonly<Record<string, FieldMapping>>,
): DraftField | undefined {
  const begin = entities[entity].fields.find(({ isBegin }) => isBegin === true)?.name ?? "";
  const [beginPath] = mappings[begin] === undefined ? [] : pathsOfMapping(mappings[begin]);
  const rows = differing(rowsOf(sample.files.flatMap(({ records }) => records))).filter(
    (row) => beginPath === undefined || row.get(beginPath) !== "",
  );
  const usable = ["account_id", ...entities[entity].fields.filter(isPart).map(({ name }) => name)];
  const paths = [
    ...new Set(
      usable.flatMap((name) => (mappings[name] === undefined ? [] : pathsOfMapping(mappings[name]))),
    ),
  ];
  const distinct = (chosen: readonly string[]): number =>
    new Set(rows.map((row) => chosen.map((path) => row.get(path) ?? "").join("\u0000"))).size;
  const chosen: string[] = [];
  for (const path of paths) {
    if (chosen.length > 0 && distinct([...chosen, path]) === distinct(chosen)) continue;
    chosen.push(path);
    if (distinct(chosen) === rows.length) break;
  }
  if (chosen.length === 0) return undefined;
  const same = rows.length - distinct(chosen);
  return {
    mapping: { sql: chosen.map((path) => `coalesce(${sqlPath(path)}, '')`).join(" || ' ' || ") },
    evidence: "the records have no id: these columns together are one",
    questions:
      same === 0
        ? []
        : [`${same} of ${rows.length} different rows are alike in them, and count once. Is there an id?`],
  };
}

/** Texts that are written about a record may be corrected later. */
const isPart = ({
  name,
  heldIn,
  isBegin,
  type,
}: (typeof entities)["touchpoints"]["fields"][number]): boolean =>
  heldIn === undefined &&
  name !== "account_id" &&
  name !== "updated_at" &&
  (isBegin === true || type === "varchar");

/** Of rows that several files repeat, one. */
const differing = (rows: readonly Cells[]): readonly Cells[] => [
  ...new Map(rows.map((row) => [JSON.stringify([...row]), row])).values(),
];
