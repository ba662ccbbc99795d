import { accountInputColumns, alertColumns, type KnownMeasure } from "../config/columns.ts";
import { Config } from "../config/schema.ts";
import { alertFindings } from "./checks/alerts.ts";
import { characterFindings } from "./checks/characters.ts";
import { companyFindings } from "./checks/company.ts";
import { scheduleFindings } from "./checks/schedule.ts";
import { appliesToFindings, scorecardFindings } from "./checks/scorecards.ts";
import { streamFindings } from "./checks/streams.ts";
import { partsOf } from "./parts.ts";
import { type Finding, formatPath } from "./problem.ts";
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
    ...scorecardFindings(parts.scorecards, measures, inputs),
    ...appliesToFindings(parts.scorecards, inputs),
    ...alertFindings(parts, inputs && alertColumns(inputs)),
  ];
  const all = [...shape, ...meaning.filter((finding) => !shape.some((mistake) => follows(finding, mistake)))];
  return all.filter((finding) => !all.some((mistake) => isMisspelt(finding, mistake)));
}

/** Whether the missing key is probably present beside it under a misspelt name. */
function isMisspelt({ path, found }: Finding, mistake: Finding): boolean {
  if (found !== undefined || mistake.isKey !== true || mistake.nearest !== path.at(-1)) return false;
  return formatPath(path.slice(0, -1)) === formatPath(mistake.path.slice(0, -1));
}

/**
 * Whether a finding is only a consequence of a mistake of shape: at it, below it, or missing because of it.
 */
function follows({ path, found }: Finding, mistake: Finding): boolean {
  const [shorter, longer] = [path, mistake.path].toSorted((a, b) => a.length - b.length);
  const isSameLine = shorter?.every((step, index) => step === longer?.[index]) ?? false;
  return isSameLine && (mistake.path.length <= path.length || found === undefined);
}
