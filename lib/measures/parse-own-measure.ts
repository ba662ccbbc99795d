import { accountColumns, scoreColumns } from "../config/columns.ts";
import { checkModel } from "../dialect/model-syntax.ts";
import { isPlainName } from "../dialect/names.ts";
import { InvalidHeader, parseSelectHeader } from "../models/header.ts";
import type { Column } from "../models/model.ts";
import { type MeasureDefinition, measureDefinitions } from "../scoring/measures.ts";
import { type MeasureProblem, problemAt } from "./measure-problem.ts";
import type { OwnMeasure } from "./own-measure.ts";
import { entitiesOf } from "./table-entities.ts";

/** A parsed measure file, or its problems before the SELECT is checked. */
export type ParsedMeasure =
  | { readonly status: "read"; readonly measure: OwnMeasure }
  | { readonly status: "refused"; readonly problems: readonly MeasureProblem[] };

/** The columns that the SELECT of a measure gives, in this order. */
export const ownMeasureColumns = (words: MeasureDefinition["words"]): readonly Omit<Column, "comment">[] => [
  { name: "account_id", type: "varchar" },
  words === undefined ? { name: "value", type: "double" } : { name: "word", type: "varchar" },
  { name: "sample_size", type: "bigint" },
  { name: "observed_at", type: "timestamp(3)" },
];

/** The same as for built-in measures that change equally fast. */
const usualHoldDays = 7;

/** Parses the name and the header of `measures/<name>.sql`; the SELECT is not checked yet. */
export function parseOwnMeasure(file: string, sql: string): ParsedMeasure {
  const name = file.replace(/^.*\//, "").replace(/\.sql$/, "");
  const problem = (line: number, message: string) => problemAt({ file, sql }, line, message);
  const problems: MeasureProblem[] = [];
  const reason = reasonAgainstName(name);
  if (reason !== undefined) problems.push({ ...problem(1, reason), found: name });
  const { label, unit = "", better, hold, words, text, saidLines } = takeWhatItSays(sql);
  const wordsReason = words === undefined ? undefined : reasonAgainstWords(words);
  if (wordsReason !== undefined)
    problems.push({ ...problem(3, wordsReason), found: words?.join(", ") ?? "" });
  try {
    const { kind, columns } = parseSelectHeader(text, file);
    if (kind !== "snapshot") problems.push(problem(2, "a measure is a snapshot: -- Kind: snapshot"));
    const expected = ownMeasureColumns(words);
    if (!areThose(columns, expected)) problems.push(problem(3 + saidLines, columnsMessage(expected)));
    if (problems.length > 0) return { status: "refused", problems };
    const description =
      columns.find(({ name: column }) => column === "value" || column === "word")?.comment ?? "";
    const isHigherBetter = better === undefined ? null : better === "higher";
    return {
      status: "read",
      measure: {
        file,
        sql,
        definition: {
          ...{
            name,
            label: label ?? name.replaceAll("_", " "),
            movedBy: null,
            family: "own",
            unit,
            isHigherBetter,
            holdDays: hold ?? usualHoldDays,
            description,
          },
          ...(words === undefined ? {} : { words }),
          entities: entitiesOf(tablesOf(sql)),
        },
      },
    };
  } catch (error) {
    if (!(error instanceof InvalidHeader)) throw error;
    const line = error.line < 3 ? error.line : error.line + saidLines;
    return { status: "refused", problems: [...problems, problem(line, error.problem)] };
  }
}

const columnsMessage = (expected: readonly Omit<Column, "comment">[]): string =>
  `a measure has exactly these columns: ${expected.map(({ name, type }) => `${name} ${type}`).join(", ")}`;

const areThose = (columns: readonly Column[], expected: readonly Omit<Column, "comment">[]): boolean =>
  columns.length === expected.length &&
  expected.every(({ name, type }, index) => columns[index]?.name === name && columns[index]?.type === type);

function reasonAgainstName(name: string): string | undefined {
  if (!/^[a-z][a-z0-9_]{0,59}$/.test(name))
    return `${name} is not a valid name for a measure: use at most 60 lower-case letters, digits and _, starting with a letter`;
  if (measureDefinitions.some((known) => known.name === name))
    return `${name} is a built-in measure: choose another name`;
  if (name in accountColumns || name in scoreColumns)
    return `${name} is a column of accounts or scores: choose another name`;
  return isPlainName(name) ? undefined : `${name} is a reserved word of SQL: choose another name`;
}

/** As words are compared: in any case, without blanks around them. */
function reasonAgainstWords(words: readonly string[]): string | undefined {
  if (words.length < 2) return "a measure of words lists at least two: -- Words: red, yellow, green";
  const seen = words.map((word) => word.toLowerCase());
  const twice = seen.find((word, index) => seen.indexOf(word) !== index);
  return twice === undefined ? undefined : `the word ${twice} is listed twice`;
}

interface Said {
  readonly label?: string;
  readonly unit?: string;
  readonly better?: "higher" | "lower";
  /** In days. */
  readonly hold?: number;
  readonly words?: readonly string[];
  /** The text without these lines, as the header of a model reads. */
  readonly text: string;
  readonly saidLines: number;
}

/** `-- Label:`, `-- Unit:`, `-- Better:`, `-- Hold:` and `-- Words:`, which may follow the kind. */
function takeWhatItSays(sql: string): Said {
  const lines = sql.split("\n");
  let said: Omit<Said, "text" | "saidLines"> = {};
  let end = 2;
  for (; end < lines.length; end += 1) {
    const label = /^-- Label: (\S.*)$/.exec(lines[end] ?? "")?.[1];
    const unit = /^-- Unit: (\S.*)$/.exec(lines[end] ?? "")?.[1];
    const better = /^-- Better: (higher|lower)$/.exec(lines[end] ?? "")?.[1];
    const hold = /^-- Hold: (\d{1,3}) days?$/.exec(lines[end] ?? "")?.[1];
    const words = /^-- Words: (\S.*)$/.exec(lines[end] ?? "")?.[1];
    if (label !== undefined) said = { ...said, label };
    else if (unit !== undefined) said = { ...said, unit };
    else if (better === "higher" || better === "lower") said = { ...said, better };
    else if (hold !== undefined) said = { ...said, hold: Number(hold) };
    else if (words !== undefined) said = { ...said, words: wordsOf(words) };
    else break;
  }
  return { ...said, text: [...lines.slice(0, 2), ...lines.slice(end)].join("\n"), saidLines: end - 2 };
}

const wordsOf = (text: string): readonly string[] =>
  text.split(",").flatMap((word) => (word.trim() === "" ? [] : [word.trim()]));

function tablesOf(sql: string): readonly string[] {
  const syntax = checkModel(sql);
  return syntax.status === "parsed" ? syntax.reads.map(({ table }) => table) : [];
}
