import { expect, test } from "vitest";
import { testProject } from "../support/project.ts";
import { firstExports, shopYaml } from "../support/shop.ts";

const [main = ""] = /scorecards:\n([\s\S]*?)alerts:/.exec(shopYaml)?.slice(1) ?? [];
/** The main scorecard again, by another name. */
const mirrored = main.replace("- name: standard", "- name: again\n    lens: mirror");
const adoption = `  - name: adoption_big
    lens: adoption
    applies_to: "segment = 'Big'"
    components: { usage: { weight: 1, measures: { active_days_28d: { points: [[0, 0], [2, 100]] } } } }
    bands: { green: 90, yellow: 10 }
    caps: [{ name: late, when: "active_days_28d >= 1", at_most: 7 }]
  - name: adoption_rest
    lens: adoption
    components: { usage: { weight: 1, measures: { csat_90d: { points: [[0, 0], [1, 100]] } } } }
    floors: [{ name: new, when: "segment = 'Small'", at_least: 55 }]
`;
const withLenses = shopYaml.replace("alerts:", `${mirrored}${adoption}alerts:`);

const days = ["2026-03-01", "2026-03-02"];

async function ranProject(yaml: string, on: readonly string[] = days) {
  const project = await testProject(yaml);
  const [first = "", ...later] = on;
  await project.day(first, firstExports);
  for (const day of later) await project.run(day);
  return project;
}

const without = (rows: readonly object[], ...columns: readonly string[]) =>
  rows.map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column))));

test("a lens scores the accounts a second time, by its own scorecards, and leaves the main score as it is", async () => {
  await using bare = await ranProject(shopYaml);
  await using project = await ranProject(withLenses);
  const paths = ["as_of_date", "run_id", "config_version"];
  for (const table of ["scores", "component_scores", "measure_scores", "score_changes", "alert_episodes"]) {
    const sql = `select * from ${table} order by all`;
    expect(without(await project.query(sql), ...paths), table).toEqual(
      without(await bare.query(sql), ...paths),
    );
  }

  for (const table of ["scores", "component_scores", "measure_scores"]) {
    const mainRows = await project.query(`select * from ${table} order by all`);
    const own = await project.query(`select * from lens_${table} where lens = 'mirror' order by all`);
    expect(own.length).toBeGreaterThan(0);
    const named = ["scorecard", "scoring_version", "lens"];
    expect(without(own, ...named), table).toEqual(without(mainRows, ...named));
  }
  const changed = await project.query("select change_0d from lens_scores where change_0d is not null");
  expect(changed.length).toBeGreaterThan(0);
});

test("a lens has its own assignment, bands, caps, floors and coverage", async () => {
  await using project = await ranProject(withLenses, days.slice(0, 1));
  const rows = await project.query(
    `select account_id, scorecard, raw_score, floor_rule, cap_rule, score, band, coverage from lens_scores
     where lens = 'adoption' and as_of_date = date '2026-03-01' order by account_id`,
  );
  const measured = await project.query(
    `select account_id, points from lens_measure_scores
     where lens = 'adoption' and as_of_date = date '2026-03-01' and points is not null order by account_id`,
  );
  expect(measured).toEqual([{ account_id: "A", points: 100 }]);
  const rest = {
    scorecard: "adoption_rest",
    raw_score: null,
    floor_rule: "new",
    cap_rule: null,
    score: null,
  };
  expect(rows).toEqual([
    {
      ...{ account_id: "A", scorecard: "adoption_big", raw_score: 100, floor_rule: null, cap_rule: "late" },
      ...{ score: 7, band: "red", coverage: 1 },
    },
    { account_id: "B", ...rest, band: "insufficient_data", coverage: 0 },
    { account_id: "C", ...rest, band: "insufficient_data", coverage: 0 },
  ]);
});

test("a lens begins on the day on which it is added, without changes, and ends when it is removed", async () => {
  const bare = await ranProject(shopYaml, days.slice(0, 1));
  await expect(bare.query("select * from lens_scores")).rejects.toThrow(/lens_scores/);
  bare.local[Symbol.dispose]();
  const added = await bare.reopened(withLenses);
  await added.run("2026-03-02");
  await added.run("2026-03-03");
  const rows = await added.query(
    "select as_of_date, count(change_0d) as changes from lens_scores where lens = 'mirror' group by 1 order by 1",
  );
  expect(rows.map(({ changes }) => Number(changes))).toEqual([0, 3]);
  added.local[Symbol.dispose]();
  await using removed = await added.reopened(shopYaml);
  await removed.run("2026-03-04");
  const [scored] = await removed.query(
    "select count(*) as n from scores where as_of_date = date '2026-03-04'",
  );
  expect(Number(scored?.n)).toBe(3);
});

test("a rule names the score of a lens by its columns, and other rules do not see it", async () => {
  const rules = (when: string) =>
    `alerts:\n  - { name: low adoption, when: "${when}", severity: high }\nroutes:`;
  const withRule = (when: string) => withLenses.replace(/alerts:[\s\S]*?routes:/, rules(when));
  const episodes = async (when: string) => {
    await using project = await ranProject(withRule(when), days.slice(0, 1));
    const rows = await project.query("select account_id from alert_episodes order by account_id");
    return rows.map(({ account_id }) => account_id);
  };
  await using scored = await ranProject(withLenses, days.slice(0, 1));
  const below = async (table: string, where = "true") => {
    const rows = await scored.query(
      `select account_id from ${table} where ${where} and band <> 'insufficient_data' and score < 60 order by account_id`,
    );
    return rows.map(({ account_id }) => account_id);
  };
  const ofLens = await below("lens_scores", "lens = 'adoption'");
  expect(ofLens).not.toEqual(await below("scores"));
  expect(await episodes("adoption_score < 60")).toEqual(ofLens);
  expect(await episodes("score < 60")).toEqual(await below("scores"));
});
