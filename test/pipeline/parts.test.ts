import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect } from "vitest";
import { backfill, repeatDays } from "../../lib/pipeline/history.ts";
import { cornerShop } from "../support/corner-shop.ts";
import { quietSteps, type TestProject, testProject } from "../support/project.ts";
import { publishedRows } from "../support/published-rows.ts";
import { seeded } from "../support/random.ts";
import { sampledTest, seed } from "../support/sample.ts";
import { csv } from "../support/shop.ts";

const yaml = cornerShop(`
      meetings:
        path: meetings/*.csv
        mode: upsert
        entity: touchpoints
        each: { field: Accounts, separator: ";" }
        fields:
          touchpoint_id: Meeting
          account_id: .
          occurred_at: Date
          kind: Kind
          note: Note
          updated_at: Changed
  - name: app
    kind: files
    streams:
      events:
        path: events/*.ndjson
        mode: append
        entity: usage
        each: { field: features, separator: "," }
        fields: { account_id: account, occurred_at: at, feature: . }
`);

const accounts = { "accounts.csv": csv("id,name", "A,Alpha", "B,Beta", "C,Gamma") };
const sheet = (day: string, ...lines: readonly string[]) => ({
  [`meetings/${day}.csv`]: csv("Meeting,Accounts,Date,Kind,Note,Changed", ...lines),
});
const events = (day: string, ...features: readonly string[]) => ({
  [`events/${day}.ndjson`]: features
    .map(
      (listed) => `${JSON.stringify({ account: "A", at: `2026-03-0${day}T10:00:00Z`, features: listed })}\n`,
    )
    .join(""),
});

const days: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "2026-03-01": {
    ...accounts,
    ...sheet(
      "1",
      "m1,A; B,2026-02-20,review,Both were there,2026-03-01",
      "m2,C,2026-02-21,call,,2026-03-01",
      "m3,B;C;B,2026-02-22,call,,2026-03-01",
    ),
    ...events("1", "search, export", "search"),
  },
  // B leaves the first meeting, and the third loses all its accounts.
  "2026-03-02": {
    ...sheet(
      "2",
      "m1,A,2026-02-20,review,Alpha alone,2026-03-02",
      "m3,,2026-02-22,call,,2026-03-02",
      "m4, ; ,2026-02-23,call,,2026-03-02",
    ),
    ...events("2", "export"),
  },
  // An older version of the first meeting lands late.
  "2026-03-03": sheet("3", "m1,A;B;C,2026-02-20,review,Late,2026-02-28"),
};

async function afterAll(): Promise<TestProject> {
  const project = await testProject(yaml);
  for (const [day, files] of Object.entries(days)) await project.day(day, files);
  return project;
}

const lines = async (project: TestProject, sql: string) =>
  (await project.query(sql)).map((row) => Object.values(row).join(" "));

sampledTest(
  "a meeting with two accounts is a touchpoint of each, until its sheet lists one of them no more",
  async () => {
    await using project = await afterAll();
    const touchpoints = (day: string) =>
      lines(
        project,
        `select touchpoint_id, account_id, kind from touchpoints where as_of_date = date '${day}' order by 1`,
      );
    expect(await touchpoints("2026-03-01")).toEqual([
      "m1/A A review",
      "m1/B B review",
      "m2/C C call",
      "m3/B B call",
      "m3/C C call",
    ]);
    const ofNobody = ["m3  call", "m4  call"];
    expect(await touchpoints("2026-03-02")).toEqual(["m1/A A review", "m2/C C call", ...ofNobody]);
    expect(await touchpoints("2026-03-03")).toEqual(["m1/A A review", "m2/C C call", ...ofNobody]);
  },
);

sampledTest("a cell without parts is a row without an account's key, which is counted", async () => {
  await using project = await afterAll();
  expect(
    await project.query(
      `select landed, elements, split, empty, current, rejected, unmatched, keyless from data_quality
        where stream = 'meetings' and as_of_date = date '2026-03-02'`,
    ),
  ).toEqual([
    { landed: 3, elements: 3, split: 3, empty: 0, current: 3, rejected: 0, unmatched: 2, keyless: 2 },
  ]);
});

sampledTest("each feature of an event is used once", async () => {
  await using project = await afterAll();
  expect(
    await lines(
      project,
      "select usage_date, feature, sum(events) from usage_daily group by 1, 2 order by 1, 2",
    ),
  ).toEqual(["2026-03-01 export 1", "2026-03-01 search 2", "2026-03-02 export 1"]);
});

const formats = ["csv", "ndjson", "json", "parquet"];
const formatsYaml = yaml.replace(
  /\n {6}meetings:[\s\S]*?(?=\n {2}- name)/,
  formats
    .map(
      (format) => `
      ${format}: { path: "${format}/a.${format}", mode: upsert, entity: touchpoints,
        each: { field: accounts, separator: ";" },
        fields: { touchpoint_id: id, account_id: ., occurred_at: at } }`,
    )
    .concat(`
      lists: { path: lists/a.parquet, mode: upsert, entity: touchpoints, each: accounts, record: id,
        fields: { touchpoint_id: { sql: '"^id" || ''/'' || "."' }, account_id: ., occurred_at: ^at } }`)
    .join(""),
);

sampledTest(
  "a cell is split in every format, and a column of lists in a Parquet file has the same path",
  async () => {
    await using project = await testProject(formatsYaml);
    const record = (id: string) => ({ id, accounts: "B; A", at: "2026-02-20" });
    await project.write({
      ...accounts,
      "csv/a.csv": csv("id,accounts,at", "csv,B; A,2026-02-20"),
      "ndjson/a.ndjson": `${JSON.stringify(record("ndjson"))}\n`,
      "json/a.json": JSON.stringify([record("json")]),
      "parquet/a.parquet": await parquet("'parquet' as id, 'B; A' as accounts, date '2026-02-20' as at"),
      "lists/a.parquet": await parquet("'lists' as id, ['B', 'A'] as accounts, date '2026-02-20' as at"),
    });
    await project.day("2026-03-01");
    expect(await lines(project, "select touchpoint_id, account_id from touchpoints order by 1")).toEqual(
      [...formats, "lists"].toSorted().flatMap((id) => [`${id}/A A`, `${id}/B B`]),
    );
  },
);

async function parquet(columns: string): Promise<Buffer> {
  const path = join(await mkdtemp(join(tmpdir(), "bellwether-parts-")), "a.parquet");
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`copy (select ${columns}) to '${path}' (format parquet)`);
  connection.closeSync();
  instance.closeSync();
  const bytes = await readFile(path);
  await rm(dirname(path), { recursive: true });
  return bytes;
}

sampledTest("a backfill gives the same days as the nights did, and a rerun equal ones", async () => {
  await using project = await afterAll();
  // A live day and a backfilled one judge some audits differently.
  const rows = async () => ({ ...(await publishedRows(project)), audit_results: [] });
  const before = await rows();
  await backfill(quietSteps, project.local.services, {
    ...{ project: project.local.project, from: "2026-03-01", to: "2026-03-03", everyDays: 1 },
  });
  expect(await rows()).toEqual(before);
  await repeatDays(quietSteps, project.local.services, { from: "2026-03-01" });
  expect(await rows()).toEqual(before);
});

sampledTest("ten thousand rows of dirty cells reconcile, and a rerun gives equal rows", async () => {
  const random = seeded(seed);
  const words = [
    "A",
    "B",
    "C",
    " A ",
    "a",
    "",
    " ",
    "D",
    "1001.0",
    "1001",
    "é",
    "n/a",
    "A B",
    "\u00a0C",
    '""',
  ];
  const cell = () =>
    Array.from({ length: random.below(7) }, () => words[random.below(words.length)]).join(
      [";", "; ", " ;", ";;", ","][random.below(5)],
    );
  const meeting = (day: number) => {
    const id = random.below(60) === 0 ? "" : `m${random.below(900)}`;
    const held = random.below(30) === 0 ? "someday" : `2026-02-${10 + random.below(15)}`;
    return `${id},"${cell()}",${held},call,,2026-03-0${1 + random.below(day)}`;
  };
  await using project = await testProject(yaml);
  for (const day of [1, 2, 3])
    await project.day(`2026-03-0${day}`, {
      ...(day === 1 ? accounts : {}),
      ...sheet(String(day), ...Array.from({ length: 2_500 }, () => meeting(day))),
    });
  const [counted] = await project.query("select sum(elements) as elements from data_quality");
  expect(Number(counted?.elements)).toBeGreaterThan(10_000);
  const failed =
    "select audit, as_of_date from audit_results where audit = 'rows_reconcile' and violations > 0";
  expect(await project.query(failed)).toEqual([]);
  const before = await publishedRows(project);
  await repeatDays(quietSteps, project.local.services, { from: "2026-03-01" });
  expect(await publishedRows(project)).toEqual(before);
});
