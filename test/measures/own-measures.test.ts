import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadConfig, RejectedConfig } from "../../lib/project/load.ts";
import { shopYaml } from "../support/shop.ts";

const folder = await mkdtemp(join(tmpdir(), "bellwether-measures-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const head = `-- Grain: one row per account with open tickets, as known at the end of as_of_date.
-- Kind: snapshot
-- account_id varchar: the account
-- value double: open tickets
-- sample_size bigint: open tickets
-- observed_at timestamp(3): as_of_date
`;

const body = `with open_tickets as (
    select account_id
    from tickets
    where as_of_date = date '{{ as_of_date }}' and is_open
),

counted as (
    select
        account_id,
        cast(count(*) as double) as value,
        count(*) as sample_size,
        cast(date '{{ as_of_date }}' as timestamp(3)) as observed_at
    from open_tickets
    group by account_id
)

select * from counted
`;

/** The shop with these files in measures/. */
async function shopWith(measures: Readonly<Record<string, string>>, yaml = shopYaml) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "measures"), { recursive: true });
  await writeFile(join(folder, "bellwether.yaml"), yaml);
  for (const [file, sql] of Object.entries(measures)) await writeFile(join(folder, "measures", file), sql);
  return loadConfig(folder);
}

async function mistakesOf(sql: string, file = "open_tickets.sql"): Promise<string[]> {
  const error = await shopWith({ [file]: sql }).catch((thrown: unknown) => thrown);
  if (!(error instanceof RejectedConfig)) throw new Error("it was accepted");
  return error.message.split("\n");
}

test("a measure's file gives its name for people, its unit, its better direction, and the entities that it reads", async () => {
  const annotated = head.replace(
    "-- account_id",
    "-- Label: tickets that are open\n-- Unit: tickets\n-- Better: lower\n-- account_id",
  );
  const { ownMeasures } = await shopWith({ "open_tickets.sql": annotated + body, "README.md": "of our own" });
  expect(ownMeasures.map(({ definition, file }) => ({ ...definition, file }))).toEqual([
    {
      ...{ name: "open_tickets", label: "tickets that are open", family: "own", unit: "tickets" },
      ...{ isHigherBetter: false, movedBy: null, holdDays: 7 },
      ...{ entities: ["tickets"], description: "open tickets" },
      file: "measures/open_tickets.sql",
    },
  ]);
});

test("a measure of words lists them, and may be held for longer", async () => {
  const ofWords = head
    .replace("-- account_id", "-- Hold: 60 days\n-- Words: red, yellow,green\n-- account_id")
    .replace("value double", "word varchar");
  const sql = ofWords + body.replace("cast(count(*) as double) as value", "'red' as word");
  const { ownMeasures } = await shopWith({ "open_tickets.sql": sql });
  expect(ownMeasures[0]?.definition).toMatchObject({ holdDays: 60, words: ["red", "yellow", "green"] });

  const mistakes = async (line: string) => (await mistakesOf(sql.replace(/-- Words: .*/, line))).join("\n");
  expect(await mistakes("-- Words: red")).toContain("lists at least two");
  expect(await mistakes("-- Words: red, yellow, Red")).toContain("the word red is listed twice");
  expect(await mistakes("-- Unit: words")).toContain("account_id varchar, value double, sample_size bigint");
});

test("a measure without these headers is called as its file, and has no unit and no better direction", async () => {
  const { ownMeasures } = await shopWith({ "open_tickets.sql": head + body });
  expect(ownMeasures[0]?.definition).toMatchObject({
    ...{ label: "open tickets", unit: "", isHigherBetter: null },
  });
});

test("accounts count as a source of a measure only if it reads nothing else", async () => {
  const join = body.replace(
    "    from open_tickets\n",
    "    from open_tickets\n    inner join a using (account_id)\n",
  );
  const accounts =
    "with a as (\n    select account_id from accounts where as_of_date = date '{{ as_of_date }}'\n),\n";
  const both = accounts + join.replace("with open_tickets", "open_tickets");
  const { ownMeasures } = await shopWith({
    "looked_up.sql": head + both,
    "standing.sql": head + body.replace("from tickets", "from accounts").replace("is_open", "is_scored"),
    "used.sql": (head + body).replace("from tickets", "from history_usage_daily").replace(" and is_open", ""),
  });
  expect(ownMeasures.map(({ definition }) => definition.entities)).toEqual([
    ["tickets"],
    ["accounts"],
    ["usage"],
  ]);
});

test("the config's version changes with a measure, but not with other files of the folder", async () => {
  const { configVersion } = await shopWith({ "open_tickets.sql": head + body });
  expect((await shopWith({ "open_tickets.sql": head + body, "notes.txt": "x" })).configVersion).toBe(
    configVersion,
  );
  const versions = [
    (await shopWith({})).configVersion,
    (await shopWith({ "waiting.sql": head + body })).configVersion,
    (await shopWith({ "open_tickets.sql": head + body.replace("is_open", "not is_open") })).configVersion,
  ];
  expect(new Set([configVersion, ...versions]).size).toBe(4);
});

test("an editor's line endings and byte order mark change nothing", async () => {
  const { configVersion } = await shopWith({ "open_tickets.sql": head + body });
  const windows = `\uFEFF${(head + body).replaceAll("\n", "\r\n")}`;
  expect((await shopWith({ "open_tickets.sql": windows })).configVersion).toBe(configVersion);
});

test("scorecards and conditions refer to it by name", async () => {
  const yaml = shopYaml
    .replace("oldest_open_ticket_days: {", "open_tickets: {")
    .replace("invoices_overdue_days > 10", "open_tickets > 3");
  const { config } = await shopWith({ "open_tickets.sql": head + body }, yaml);
  expect(config.scorecards[0]?.caps[0]?.when).toBe("open_tickets > 3");
  await expect(shopWith({}, yaml)).rejects.toThrow(/open_tickets/);
});

describe("a mistake is reported with its file and line", () => {
  const at = (line: number) => `measures/open_tickets.sql:${line}:1  `;

  test.each<[string, string, number, RegExp]>([
    ["an empty file", "", 1, /line 1 must say the grain/],
    ["no header", body, 1, /line 1 must say the grain/],
    [
      "a header of another kind",
      (head + body).replace("snapshot", "increment"),
      2,
      /a measure is a snapshot/,
    ],
    ["an unknown header line", (head + body).replace("value double", "value: double"), 4, /is not a column/],
    [
      "a header line after its unit",
      `${head.replace("-- acc", "-- Unit: x\n-- acc")}-- what\n${body}`,
      8,
      /column/,
    ],
    [
      "a missing column",
      (head + body).replace("-- sample_size bigint: open tickets\n", ""),
      3,
      /exactly these/,
    ],
    [
      "an unexpected column",
      (head + body).replace("-- account_id", "-- account"),
      3,
      /exactly these columns/,
    ],
    [
      "a function that fails on some values",
      (head + body).replace("cast(count(*) as double)", "ln(cast(count(*) as double))"),
      16,
      /ln fails on some values, which would stop the run/,
    ],
    ["try", (head + body).replace("cast(count(*) as double)", "try(1e0)"), 16, /write try_cast/],
    [
      "a column of another type",
      (head + body).replace("-- value double", "-- value bigint"),
      3,
      /exactly these columns/,
    ],
    ["an unknown table", (head + body).replace("from tickets", "from ticket"), 9, /no model makes ticket/],
    ["a table of a later stage", (head + body).replace("from tickets", "from scores"), 9, /made in stage 12/],
    ["its own family", (head + body).replace("from tickets", "from usage_measures"), 9, /made in stage 7/],
    [
      "a read of all dates",
      (head + body).replace("as_of_date = date '{{ as_of_date }}' and", ""),
      9,
      /read in full/,
    ],
    [
      ":: for a cast",
      (head + body).replace("count(*) as sample", "count(*)::bigint as sample"),
      17,
      /:: is not/,
    ],
    ["two statements", `${head}${body.trimEnd()};\n${body}`, 1, /expected one SELECT/],
    ["a ; at the end", `${head}${body.trimEnd()};\n`, 23, /leave out the ;/],
    ["an unknown column", (head + body).replace("is_open", "is_opened"), 10, /"is_opened" not found/],
    [
      "a value of another type",
      (head + body).replace("cast(count(*) as double)", "count(*)"),
      1,
      /value: the header/,
    ],
    ["an unknown function", (head + body).replace("count(*) as sam", "no_such(1) as sam"), 17, /no_such/],
  ])("%s", async (_, sql, line, message) => {
    const [first = ""] = await mistakesOf(sql);
    expect(first.slice(0, at(line).length)).toBe(at(line));
    expect(first).toMatch(message);
  });

  test.each([
    ["active_days_28d.sql", /is a built-in measure/],
    ["days_to_renewal.sql", /is a column of accounts or scores/],
    ["change_7d.sql", /is a column of accounts or scores/],
    ["order.sql", /is a reserved word of SQL/],
    ["OpenTickets.sql", /is not a valid name for a measure/],
  ])("a name that is taken or invalid: %s", async (file, message) => {
    const [first = ""] = await mistakesOf(head + body, file);
    expect(first).toMatch(message);
    expect(first.startsWith(`measures/${file}:1:1  `)).toBe(true);
  });

  test("a name that an attribute has", async () => {
    await expect(shopWith({ "country.sql": head + body })).rejects.toThrow(/country is a measure/);
  });

  test("all mistakes at once, with those of bellwether.yaml", async () => {
    const broken = shopYaml.replace("mode: full", "mode: ful");
    const error = await shopWith({ "a.sql": "", "b.sql": "" }, broken).catch((thrown: unknown) => thrown);
    const files = error instanceof RejectedConfig ? error.problems.map(({ file }) => file) : [];
    expect(files).toEqual(["bellwether.yaml", "measures/a.sql", "measures/b.sql"]);
  });
});

test("the example of docs/scoring.md is valid", async () => {
  const page = await readFile(new URL("../../docs/scoring.md", import.meta.url), "utf8");
  const { ownMeasures } = await shopWith({ "meetings_90d.sql": /```sql\n(.*?)```/s.exec(page)?.[1] ?? "" });
  expect(ownMeasures[0]?.definition).toMatchObject({ unit: "meetings", entities: ["touchpoints"] });
});
