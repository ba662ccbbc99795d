import { accountInputColumns, alertColumns, type KnownMeasure } from "../config/columns.ts";
import { Config } from "../config/schema.ts";
import { alertFindings } from "./checks/alerts.ts";
import { characterFindings } from "./checks/characters.ts";
import { companyFindings } from "./checks/company.ts";
import { nameFindings } from "./checks/names.ts";
import { scheduleFindings } from "./checks/schedule.ts";
import { appliesToFindings, lensFindings, lensNames, scorecardFindings } from "./checks/scorecards.ts";
import { streamFindings } from "./checks/streams.ts";
import { partsOf } from "./parts.ts";
import type { Finding, Path } from "./problem.ts";
import { shapeFindings } from "./shape.ts";

/**
 * All problems of a config as parsed from YAML: first its shape, then rules beyond the shape, for all parts
 * that can be read. Predicates are checked after all streams, because attributes are among their columns.
 */
export function checkConfig(config: unknown, measures: readonly KnownMeasure[]): readonly Finding[] {
  const parts = partsOf(config);
  const attributes = parts.streams.parts.flatMap(({ value }) => Object.keys(value.attributes));
  const inputs = parts.streams.isWhole ? accountInputColumns(attributes, measures) : undefined;
  const shape = shapeFindings(Config, config);
  const meaning = [
    ...characterFindings(config),
    ...companyFindings(parts),
    ...scheduleFindings(parts),
    ...streamFindings(parts, measures),
    ...nameFindings(parts),
    ...scorecardFindings(parts.scorecards, measures, inputs),
    ...appliesToFindings(parts.scorecards, inputs),
    ...lensFindings(parts.scorecards, inputs),
    ...alertFindings(parts, inputs && alertColumns(inputs, lensNames(parts.scorecards))),
  ];
  const isConsequence = consequencesOf(shape);
  const all = [...shape, ...meaning.filter((finding) => !isConsequence(finding))];
  const misspelt = new Set(all.flatMap(meantPath));
  return all.filter(({ found, path }) => found !== undefined || !misspelt.has(keyOf(path)));
}

/** The path of the key that a misspelt key was probably meant to be, which is then not missing. */
const meantPath = ({ path, isKey, nearest }: Finding): readonly string[] =>
  isKey === true && nearest !== undefined ? [keyOf([...path.slice(0, -1), nearest])] : [];

/**
 * Whether a finding is only a consequence of one of the mistakes of shape: at it, below it, or missing because of it.
 * Each finding is looked up, not compared with every mistake: there may be thousands of both.
 */
function consequencesOf(mistakes: readonly Finding[]): (finding: Finding) => boolean {
  const wrong = new Set(mistakes.map(({ path }) => keyOf(path)));
  const above = new Set(mistakes.flatMap(({ path }) => pathsTo(path).map(keyOf)));
  return ({ path, found }) =>
    pathsTo(path).some((each) => wrong.has(keyOf(each))) || (found === undefined && above.has(keyOf(path)));
}

/** The path itself and those above it. */
const pathsTo = (path: Path): readonly Path[] =>
  [...path.keys(), path.length].map((length) => path.slice(0, length));

const keyOf = (path: Path): string => JSON.stringify(path);
