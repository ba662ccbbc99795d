import { alertFindings } from "./checks/alerts.ts";
import { appliesToFindings, scorecardFindings } from "./checks/scorecards.ts";
import { streamFindings } from "./checks/streams.ts";
import { accountInputColumns, alertColumns, type KnownMeasure } from "./columns.ts";
import { partsOf } from "./parts.ts";
import { type Finding, formatPath } from "./problem.ts";
import { Config } from "./schema.ts";
import { shapeFindings } from "./shape.ts";

/**
 * Everything that is wrong with a config as YAML gave it: first its shape, then what the shape cannot say, of
 * all parts whose shape is right. Predicates wait until every stream is read, as attributes are their columns.
 */
export function checkConfig(config: unknown, measures: readonly KnownMeasure[]): readonly Finding[] {
  const parts = partsOf(config);
  const attributes = parts.streams.parts.flatMap(({ value }) => Object.keys(value.attributes));
  const inputs = parts.streams.isWhole ? accountInputColumns(attributes, measures) : undefined;
  const shape = shapeFindings(Config, config);
  const misshapen = new Set(shape.map(({ path }) => formatPath(path)));
  const meaning = [
    ...streamFindings(parts, measures),
    ...scorecardFindings(parts.scorecards, measures, inputs),
    ...appliesToFindings(parts.scorecards, inputs),
    ...alertFindings(parts, inputs && alertColumns(inputs)),
  ];
  return [...shape, ...meaning.filter(({ path }) => !misshapen.has(formatPath(path)))];
}
