import type { FieldMapping } from "../config/schema.ts";
import { type EntityField, type EntityName, entities } from "../entities.ts";
import { plural } from "../plural.ts";
import { pathsOfMapping } from "../preview/mapped-paths.ts";
import { meaningOf } from "../words/vocabulary.ts";
import { byFrequency, type Column, type Columns } from "./columns.ts";
import { guessDates } from "./date-guess.ts";
import type { DraftField } from "./draft-types.ts";
import { mixedDates } from "./mixed-dates.ts";
import { guessNumbers } from "./number-guess.ts";
import type { Candidates } from "./preset.ts";

/** The first mapping whose paths all are in the samples, and are not all empty there if those of another are not. */
export function chosenMapping(candidates: Candidates, { byPath }: Columns): FieldMapping | undefined {
  const columnsOf = (mapping: FieldMapping) =>
    pathsOfMapping(mapping).map((path) => byPath.get(path.toLowerCase()));
  const found = [candidates].flat().filter((mapping) => !columnsOf(mapping).includes(undefined));
  const isFilled = (mapping: FieldMapping): boolean => {
    const columns = columnsOf(mapping);
    return columns.length === 0 || columns.some((column) => column !== undefined && column.filled > 0);
  };
  return found.find(isFilled) ?? found[0];
}

/** A field as its samples are written, with what that rests on. */
export function fitField(
  entity: EntityName,
  name: string,
  {
    mapping,
    columns,
    note,
  }: { readonly mapping: FieldMapping; readonly columns: Columns; readonly note?: string | undefined },
): DraftField {
  const field = entities[entity].fields.find((each) => each.name === name);
  const path = pathsOfMapping(mapping)[0];
  const column = path === undefined ? undefined : columns.byPath.get(path.toLowerCase());
  const told = (evidence: string): string => [evidence, note ?? ""].filter((each) => each !== "").join(". ");
  if (column === undefined || field === undefined) return { mapping, evidence: told(""), questions: [] };
  const evidence = told(evidenceOf(field, column, columns.rows));
  const given = typeof mapping === "string" ? { field: mapping } : mapping;
  if (!("field" in given) || given.field !== path) return { mapping, evidence, questions: [] };
  const own = { ...given, field: column.path };
  const plain: FieldMapping = Object.keys(own).length === 1 ? column.path : own;
  if (field.type === "date" || field.type === "timestamp(3)") return { ...fitDates(own, column), evidence };
  if (field.words !== undefined)
    return { mapping: plain, evidence, questions: unknownWords(field, own.values ?? {}, column) };
  if (field.type === "varchar" || field.type === "boolean" || "values" in own)
    return { mapping: plain, evidence, questions: [] };
  return { ...fitNumbers(plain, column), evidence };
}

type PathMapping = Extract<FieldMapping, { field: string }>;

function fitDates(mapping: PathMapping, { path, values }: Column): Pick<DraftField, "mapping" | "questions"> {
  const guess = guessDates(values);
  if (guess === undefined) {
    const questions =
      values.size === 0
        ? []
        : [`How are these dates written? Such as ${quoted(byFrequency(values)[0] ?? "")}`];
    return {
      mapping: mapping.format === undefined && Object.keys(mapping).length === 1 ? path : mapping,
      questions,
    };
  }
  const { format, fitting, filled, rival, alsoIso } = guess;
  const sql = mixedDates(path, guess)?.sql;
  const { format: _, ...others } = mapping;
  const dated = format === undefined ? others : { ...others, format };
  const unread = filled - fitting - (sql === undefined ? 0 : alsoIso);
  return {
    mapping: sql !== undefined ? { sql } : Object.keys(dated).length === 1 ? path : dated,
    questions: [
      ...(rival === undefined
        ? []
        : [`Day or month first? No day is over 12 in the samples: ${format} or ${rival}`]),
      ...(unread === 0 ? [] : [`${unread} of ${filled} are written in another way, and are no dates`]),
    ],
  };
}

function fitNumbers(
  mapping: FieldMapping,
  { path, values }: Column,
): Pick<DraftField, "mapping" | "questions"> {
  const guess = guessNumbers(values);
  if (guess === undefined)
    return {
      mapping,
      questions: values.size === 0 ? [] : [`These are no numbers: ${quoted(byFrequency(values)[0] ?? "")}`],
    };
  return {
    mapping: guess.number === undefined ? mapping : { field: path, number: guess.number },
    questions: guess.isUnclear ? ["Is 1.234 more than a thousand here, or little more than one?"] : [],
  };
}

function unknownWords(
  { words }: EntityField,
  own: Readonly<Record<string, unknown>>,
  { values }: Column,
): readonly string[] {
  const unknown = byFrequency(values).filter(
    (word) => !Object.hasOwn(own, word) && words !== undefined && meaningOf(words, word) === undefined,
  );
  if (unknown.length === 0) return [];
  return [
    `Not known: ${unknown.slice(0, 5).map(quoted).join(", ")}. Say what they mean with values: { word: meaning }`,
  ];
}

/** Such as: 131 of 148 rows, e.g. "active". Nothing that names a person is quoted. */
function evidenceOf({ heldIn, name, type }: EntityField, { filled, values }: Column, rows: number): string {
  const counted = filled === rows ? `all ${plural(rows, "row")}` : `${filled} of ${plural(rows, "row")}`;
  if (filled === 0)
    return `empty in ${counted === `all ${plural(rows, "row")}` ? counted : plural(rows, "row")}`;
  const example = byFrequency(values).find((text) => !/[@\n]/.test(text));
  const isPersonal = heldIn !== undefined || name === "contact_id" || name.startsWith("owner");
  const isShown = !isPersonal && example !== undefined && (type !== "varchar" || example.length <= 40);
  return isShown ? `${counted}, e.g. ${quoted(example)}` : counted;
}

export const quoted = (text: string): string =>
  JSON.stringify(text.length > 40 ? `${text.slice(0, 37)}...` : text);
