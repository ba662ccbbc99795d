import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Comparison, compareConfigs } from "../../lib/comparison/compare.ts";
import { headOf, readChain } from "../../lib/pipeline/chain.ts";
import { manifestKey, readManifest } from "../../lib/pipeline/plan.ts";
import { compileProject } from "../../lib/project/compile.ts";
import { configVersionOf, parseConfig } from "../../lib/project/load.ts";
import { documentBody } from "../../lib/storage/documents.ts";
import { QueryFailed } from "../../lib/warehouse/warehouse.ts";
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
      lenses: [],
      not_compared: { parts: [], tables: [] },
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
      expect(found.not_compared, what).toEqual({ parts: [], tables: [] });
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

  test("lenses: one that comes, one that changes, one that goes", async () => {
    const withLens = (points: string, rule = "") =>
      shopYaml
        .replace(
          "scorecards:\n",
          `scorecards:\n  - { name: use, lens: adoption, components: { usage: { weight: 1, measures: { days_since_last_use: { points: ${points} } } } } }\n`,
        )
        .replace("alerts:\n", `alerts:\n${rule}`);
    const steep = "[[0, 100], [10, 0]]";
    {
      await using project = await shop();
      const found = await compared(
        project,
        withLens(steep, '  - { name: unused, when: "adoption_score >= 0", severity: low }\n'),
      );
      expect(found).toMatchObject({ moved: 0, lenses: [{ lens: "adoption", change: "comes" }] });
      expect(found.alerts).toMatchObject([{ rule: "unused", change: "opens" }]);
    }
    await using project = await testProject(withLens(steep));
    await project.day("2026-03-01", firstExports);
    expect((await compared(project, withLens(steep))).lenses).toEqual([]);
    const [scored] = await project.query("select count(score) as n from lens_scores");
    const found = await compared(project, withLens("[[0, 1], [10, 0]]"));
    expect(found).toMatchObject({ moved: 0, lenses: [{ lens: "adoption", change: "stays" }] });
    expect(found.lenses[0]?.moved).toBe(Number(scored?.n));
    expect((await compared(project, shopYaml)).lenses).toMatchObject([{ lens: "adoption", change: "goes" }]);
  });

  test("what it does not compare: sources and settings, by their path", async () => {
    await using project = await shop();
    for (const [from, to, parts] of [
      ["attributes: [country]", "attributes: []", ["sources.crm.accounts"]],
      ["crm/accounts*.csv", "crm/acc*.csv", ["sources.crm.accounts"]],
      ["expect_every: 2d", "expect_every: 3d", ["sources.crm"]],
      ["currency: EUR", "currency: USD", ["currency"]],
      ["currency: EUR", "currency: EUR\nkey_features: [export]", ["key_features"]],
      ["currency: EUR", "currency: EUR\nmin_sample: 3", ["min_sample"]],
      ["currency: EUR", "currency: EUR\nchurn: { kind: inactivity, days: 30 }", ["churn"]],
      ["to: big-accounts", "to: large-accounts", ["routes"]],
    ] as const) {
      const { currency, not_compared } = await compared(project, shopYaml.replace(from, to));
      expect(not_compared, to).toEqual({ parts, tables: [] });
      // Of the amounts, which are as they were published.
      expect(currency).toBe("EUR");
    }
  });

  test("an attribute that the day has not is unknown, and told", async () => {
    await using project = await shop();
    const yaml = shopYaml
      .replace("attributes: [country]", "attributes: [country, segment_code]")
      .replace("caps: [", "caps: [{ name: coded, when: \"segment_code = 'x'\", at_most: 12 }, ");
    expect(await compared(project, yaml)).toMatchObject({
      ...{ moved: 0, not_compared: { parts: ["sources.crm.accounts"], tables: [] } },
    });
  });
});

test("a day that another version built is refused in words, and nothing is left behind", async () => {
  await using project = await shop();
  const before = await filesOf(project);
  const { services } = project.local;
  const warehouse: typeof services.warehouse = {
    start: (statement) => services.warehouse.start(statement),
    check: (queryId, statement) => services.warehouse.check(queryId, statement),
    cancel: (queryId) => services.warehouse.cancel(queryId),
    rows: async () => {
      throw new QueryFailed("scores", 'Binder Error: Referenced column "floored_score" not found');
    },
  };
  const local = { ...project.local, services: { ...services, warehouse } };
  await expect(compared({ ...project, local }, shopYaml)).rejects.toThrow(
    "another version of Bellwether built 2026-03-01, and this one cannot score it again. " +
      "Rebuild it: run --date 2026-03-01 --again --config current. scores: Binder Error",
  );
  expect(await filesOf(project)).toEqual(before);
});

test("a day whose tables were deleted is not scored as a day of nobody", async () => {
  await using project = await shop();
  const { services } = project.local;
  const link = headOf(await readChain(services.store));
  if (link === undefined) throw new Error("nothing is published");
  const manifest = await readManifest(services.store, link);
  const tables = manifest.tables.filter(({ name }) => name !== "accounts");
  await services.store.put(manifestKey(link), documentBody({ ...manifest, tables }));
  await expect(compared(project, shopYaml)).rejects.toThrow(
    "2026-03-01 cannot be scored again: its accounts were deleted when their retention ended. Choose a newer day",
  );
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
