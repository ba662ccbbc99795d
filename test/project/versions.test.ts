import { expect, test } from "vitest";
import type { Config } from "../../lib/config/schema.ts";
import { parseConfig } from "../../lib/project/load.ts";
import { projectMeasures, projectModels } from "../../lib/project/models.ts";
import { definitionVersions, scoringVersion } from "../../lib/project/versions.ts";
import { shopYaml } from "../support/shop.ts";

async function versionsOf(config: Config) {
  const project = { config, ownMeasures: [] };
  const defined = { ...project, measures: projectMeasures(project), models: await projectModels(project) };
  const definitions = definitionVersions(defined);
  return { definitions, scoring: scoringVersion(defined, definitions) };
}

const config = parseConfig(shopYaml);
const before = await versionsOf(config);

const changedMeasures = (after: ReadonlyMap<string, string>) =>
  [...after].flatMap(([measure, version]) => (before.definitions.get(measure) === version ? [] : [measure]));

test("another mapping of a stream defines the measures of its entity anew, and the score", async () => {
  const sources = config.sources.map((source) => ({
    ...source,
    streams: Object.fromEntries(
      Object.entries(source.streams).map(([name, stream]) => [
        name,
        stream.entity === "tickets" ? { ...stream, timezone: "Europe/Berlin" } : stream,
      ]),
    ),
  }));
  const after = await versionsOf({ ...config, sources });
  expect(changedMeasures(after.definitions)).toContain("oldest_open_ticket_days");
  expect(changedMeasures(after.definitions)).not.toContain("active_days_28d");
  expect(after.scoring).not.toBe(before.scoring);
});

test("a setting defines the measures that read it anew", async () => {
  const after = await versionsOf({ ...config, key_features: ["another feature"] });
  expect(changedMeasures(after.definitions)).toContain("key_feature_active_days_28d");
  expect(changedMeasures(after.definitions)).not.toContain("oldest_open_ticket_days");
});

test("another scorecard defines the score anew, but no measure", async () => {
  const scorecards = config.scorecards.map((card) => ({ ...card, bands: { green: 71, yellow: 41 } }));
  const after = await versionsOf({ ...config, scorecards });
  expect(changedMeasures(after.definitions)).toEqual([]);
  expect(after.scoring).not.toBe(before.scoring);
});

test("a measure defines the score anew only if a scorecard names it, in its measures or its conditions", async () => {
  const definitions = (...changed: readonly string[]) =>
    new Map(
      [...before.definitions].map(([name, version]) => [name, changed.includes(name) ? "new" : version]),
    );
  const project = { config, ownMeasures: [] };
  const defined = { ...project, measures: projectMeasures(project), models: await projectModels(project) };
  const version = (...changed: readonly string[]) => scoringVersion(defined, definitions(...changed));
  expect(version("nps_rating_180d")).toBe(before.scoring);
  expect(version("oldest_open_ticket_days")).not.toBe(before.scoring);
  expect(version("invoices_overdue_days")).not.toBe(before.scoring);
  const further = new Map([...before.definitions, ["own", "1"]]);
  expect(scoringVersion(defined, further)).toBe(before.scoring);
});

test("alerts and texts define nothing anew", async () => {
  const after = await versionsOf({ ...config, company: "Another", alerts: [] });
  expect(changedMeasures(after.definitions)).toEqual([]);
  expect(after.scoring).toBe(before.scoring);
});
