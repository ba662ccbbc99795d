import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Comparison, compareConfigs } from "../../lib/comparison/compare.ts";
import { headOf, readChain } from "../../lib/pipeline/chain.ts";
import { compileProject } from "../../lib/project/compile.ts";
import { configVersionOf, parseConfig } from "../../lib/project/load.ts";
import { quietSteps, type TestProject, testProject } from "../support/project.ts";
import { firstExports, shopYaml } from "../support/shop.ts";

async function compared({ local: { services } }: TestProject, yaml: string): Promise<Comparison> {
  const config = parseConfig(yaml);
  const project = await compileProject({
    ...{ directory: "", config, configVersion: configVersionOf(config), text: yaml, ownMeasures: [] },
  });
  const link = headOf(await readChain(services.store));
  if (link === undefined) throw new Error("nothing is published");
  return compareConfigs(quietSteps, services, { link, project });
}

/** Every file below the lake but the lease, by its content. */
async function filesOf({ directory }: TestProject): Promise<ReadonlyMap<string, string>> {
  const lake = join(directory, ".bellwether");
  const names = await readdir(lake, { recursive: true, withFileTypes: true });
  const files = names.filter((each) => each.isFile() && each.name !== "run-lease.json");
  return new Map(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [
          path.slice(lake.length),
          createHash("sha256")
            .update(await readFile(path))
            .digest("hex"),
        ] as const;
      }),
    ),
  );
}

async function shop(): Promise<TestProject> {
  const project = await testProject(shopYaml);
  await project.write(firstExports);
  await project.day("2026-03-01");
  return project;
}

const expectSums = ({ movers }: Comparison) => {
  for (const { parts, score_from, score_to } of movers)
    expect(parts.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(
      (score_to ?? 0) - (score_from ?? 0),
      9,
    );
};

test("an equal config differs in nothing, and nothing is left behind", async () => {
  await using project = await shop();
  const before = await filesOf(project);
  expect(await compared(project, shopYaml)).toMatchObject({
    ...{
      as_of_date: "2026-03-01",
      accounts: 3,
      moved: 0,
      band_moves: [],
      movers: [],
      alerts: [],
      not_compared: [],
    },
  });
  expect(await filesOf(project)).toEqual(before);
  expect((await project.day("2026-03-02")).run.outcome).toBe("published");
});

describe("what differs is told", () => {
  test("bands whose edges moved, with their revenue", async () => {
    await using project = await shop();
    const scores = await project.query("select account_id, score, band from scores order by account_id");
    const found = await compared(
      project,
      shopYaml.replace("    coverage_floor", "    bands: { green: 100, yellow: 99.9 }\n    coverage_floor"),
    );
    expect(found.moved).toBe(0);
    const left = scores.filter(({ band, score }) => band === "green" && Number(score) < 99.9);
    expect(left.length).toBeGreaterThan(0);
    expect(found.band_moves).toContainEqual(
      expect.objectContaining({ from: "green", to: "red", accounts: left.length }),
    );
    const green = scores.filter(({ band }) => band === "green").length;
    expect(found.bands.green).toEqual({ from: green, to: green - left.length });
  });

  test("weights, points, caps and floors, in parts that sum to the change", async () => {
    await using project = await shop();
    for (const [what, yaml] of Object.entries({
      weight: shopYaml.replace("weight: 20", "weight: 70"),
      points: shopYaml.replace(
        "oldest_open_ticket_days: { points: [[0, 100], [10, 0]] }",
        "oldest_open_ticket_days: { points: [[0, 30], [10, 0]] }",
      ),
      cap: shopYaml.replace("caps: [", 'caps: [{ name: everybody, when: "mrr >= 0", at_most: 12 }, '),
      floor: shopYaml.replace(
        "    caps: [",
        '    floors: [{ name: nobody falls, when: "true", at_least: 99 }]\n    caps: [',
      ),
    })) {
      const found = await compared(project, yaml);
      expect(found.moved, what).toBeGreaterThan(0);
      expectSums(found);
      const texts = found.movers.flatMap(({ parts }) => parts.map(({ text }) => text));
      if (what === "cap") expect(texts).toContain('The cap "everybody" holds');
      if (what === "floor") expect(texts).toContain('The floor "nobody falls" holds');
    }
  });

  test("another scorecard for some, and a measure that comes or goes", async () => {
    await using project = await shop();
    const card = `scorecards:
  - name: tickets_only
    applies_to: "account_id = 'A'"
    components:
      usage: { weight: 1, measures: { days_since_last_use: { points: [[0, 7], [10, 3]] } } }
`;
    const found = await compared(project, shopYaml.replace("scorecards:\n", card));
    const [a, ...others] = found.movers;
    expect(others).toEqual([]);
    expect(a).toMatchObject({ account_id: "A", scorecard_from: "standard", scorecard_to: "tickets_only" });
    expect(a?.parts.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^Days since the last use: .* points, weight .* → 100\.0 %$/),
    );
    expect(a?.parts.map(({ text }) => text)).toContainEqual(expect.stringMatching(/ no longer counts$/));
    expectSums(found);
  });

  test("alerts that a rule would open, and those that clear with theirs", async () => {
    await using project = await testProject(
      shopYaml.replace(
        /alerts:\n(?: {2}-.*\n)+/,
        'alerts:\n  - { name: all are watched, when: "score >= 0", severity: low }\n',
      ),
    );
    await project.day("2026-03-01", firstExports);
    const found = await compared(
      project,
      shopYaml.replace(
        /alerts:\n(?: {2}-.*\n)+/,
        'alerts:\n  - { name: other, when: "score >= 0", severity: high }\n',
      ),
    );
    expect(found.alerts).toMatchObject([
      { rule: "other", severity: "high", change: "opens", accounts: 3 },
      { rule: "all are watched", severity: "low", change: "clears", accounts: 3 },
    ]);
  });

  test("what it does not compare: a mapping, and a setting", async () => {
    await using project = await shop();
    const mapped = shopYaml.replace("attributes: [country]", "attributes: []");
    expect((await compared(project, mapped)).not_compared).not.toEqual([]);
  });
});

test("what a killed comparison leaves is no obstacle to the next run", async () => {
  await using project = await shop();
  const { services } = project.local;
  const link = headOf(await readChain(services.store));
  const config = parseConfig(shopYaml);
  const compiled = await compileProject({
    ...{ directory: "", config, configVersion: configVersionOf(config), text: shopYaml, ownMeasures: [] },
  });
  if (link === undefined) throw new Error("nothing is published");
  // It ends as a killed process does: what it has written stays.
  const { store, catalog } = services;
  const never: typeof services = {
    ...services,
    store: {
      get: (key, range) => store.get(key, range),
      head: (key) => store.head(key),
      put: (key, body) => store.put(key, body),
      putIfAbsent: (key, body) => store.putIfAbsent(key, body),
      putIfMatch: (key, body, etag) => store.putIfMatch(key, body, etag),
      list: (prefix, options) => store.list(prefix, options),
      delete: async () => {},
    },
    catalog: {
      databaseNames: (prefix) => catalog.databaseNames(prefix),
      tableNames: (database) => catalog.tableNames(database),
      tables: (database, names) => catalog.tables(database, names),
      assertReplaceable: (database, tables) => catalog.assertReplaceable(database, tables),
      replaceDatabase: (database, tables) => catalog.replaceDatabase(database, tables),
      dropDatabase: async () => {},
      setPartitions: () => Promise.reject(new Error("killed")),
    },
  };
  await expect(compareConfigs(quietSteps, never, { link, project: compiled })).rejects.toThrow("killed");
  expect((await project.day("2026-03-02", {})).run.outcome).toBe("published");
  expect(await compared(project, shopYaml)).toMatchObject({ as_of_date: "2026-03-02", moved: 0 });
});
