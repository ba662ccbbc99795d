import { readFile, rename, utimes } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadsOf } from "../../lib/landing/land.ts";
import { Load, loadKey } from "../../lib/landing/load.ts";
import { LandingFixture, payloads } from "./fixture.ts";

let fixture: LandingFixture;
beforeEach(async () => {
  fixture = await LandingFixture.make();
});
afterEach(() => fixture.remove());

const statuses = async (stream: Record<string, unknown>, landedOn?: string) =>
  (await fixture.land(stream, landedOn)).map(({ status }) => status);

test("a load is its parts, then one object that describes it", async () => {
  await fixture.write({ "exports/a.csv": "id,changed\n1,2024-04-30T09:00:00Z\n,x\n" });
  const load = await fixture.landed({ fields: { account_id: "id", updated_at: "changed" } });
  const key = `loads/20240501T101112123Z-crm-rows-${load.load_id}.json`;
  const prefix = `raw/source=crm/stream=rows/landed=2024-05-01/load=${load.load_id}/`;
  expect(loadKey(load)).toBe(key);
  expect(await fixture.keys("loads/")).toEqual([key]);
  expect(Load.parse(JSON.parse(await readFile(join(fixture.root, "lake", key), "utf8")))).toEqual(load);
  expect(load).toMatchObject({
    load_id: expect.stringMatching(/^[0-9a-f]{16}$/),
    ...{ source: "crm", stream: "rows", entity: "accounts", mode: "upsert", is_backdated: false },
    ...{ landed_at: "2024-05-01T10:11:12.123Z", landed_on: "2024-05-01" },
    ...{ read: 2, landed: 2, quarantined: 0, bytes_read: 37 },
    files: [{ key: "exports/a.csv", bytes: 37, records: 2, quarantined: 0 }],
    batches: [{ landed_on: "2024-05-01", prefix, records: 2 }],
  });
  expect(await fixture.keys("raw/")).toEqual([`${prefix}part-000-00000.txt.zst`]);
  const extracted_at = "2024-05-01T10:11:12.123Z";
  expect(await fixture.rows(load)).toEqual([
    {
      record_id: "1",
      updated_at: "2024-04-30T09:00:00Z",
      extracted_at,
      position: 1,
      payload: '{"id":"1","changed":"2024-04-30T09:00:00Z"}',
    },
    { record_id: null, updated_at: "x", extracted_at, position: 2, payload: '{"id":"","changed":"x"}' },
  ]);
});

describe("a record's key is", () => {
  const names = async (stream: Record<string, unknown>, text: string) => {
    await fixture.write({ "exports/a.ndjson": text });
    return (await fixture.rows(await fixture.landed(stream))).map(({ record_id }) => record_id);
  };

  test("the value at its key's path", async () => {
    const text =
      '{"a":{"b":"x"}}\n{"a":{"b":7}}\n{"a":{"b":true}}\n{"a":{"b":""}}\n{"a":{"b":null}}\n{"a":7}\n';
    const expected = ["x", "7", "true", null, null, null];
    expect(await names({ fields: { account_id: { field: "a.b" } } }, text)).toEqual(expected);
  });

  test("a hash of its content if there is no path, the same for the same content", async () => {
    const unnamed = [{ name: "n" }, { account_id: { value: "x" } }, { account_id: { sql: "n" } }];
    for (const [index, fields] of unnamed.entries()) {
      const [first, second, third] = await names(
        { fields },
        `{"n":1}\n{"n":2}\n{"n":1}\n${"\n".repeat(index)}`,
      );
      expect(first).toMatch(/^[0-9a-f]{32}$/);
      expect(third).toBe(first);
      expect(second).not.toBe(first);
    }
    const usage = await names(
      { entity: "usage", mode: "append", fields: { account_id: "id" } },
      '{"id":1}\n',
    );
    expect(usage[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  test("both ends of a link without an id", async () => {
    const fields = { other_source: { value: "zendesk" }, other_account_id: "z", account_id: "a" };
    expect(await names({ entity: "account_links", fields }, '{"z":"9","a":"1"}\n{"a":"2"}\n')).toEqual([
      "zendesk:9",
      null,
    ]);
  });
});

describe("new data", () => {
  test("a landed file does not land again; a new delivery of it counts for freshness", async () => {
    await fixture.write({ "exports/a.csv": "id\n1\n" });
    const { batches } = await fixture.landed({});
    expect(await statuses({})).toEqual(["unchanged"]);
    expect(await fixture.batches()).toEqual([batches]);
    await utimes(join(fixture.root, "project/exports/a.csv"), 1, 1);
    fixture.now = new Date("2024-05-01T12:00:00Z");
    for (const _ of [1, 2]) expect(await statuses({})).toEqual(["unchanged"]);
    expect(await fixture.batches()).toEqual([batches, []]);
  });

  test("upserted records land by content: a copy or a new name lands nothing, a change does", async () => {
    await fixture.write({
      "exports/a.csv": "id\n1\n",
      "exports/copy.csv": "id\n1\n",
      "exports/b.csv": "id\n2\n",
    });
    expect(await fixture.land({})).toMatchObject([
      { status: "landed", load: { landed: 2 } },
      { status: "same content", copies: [{ file: "exports/copy.csv", of: "exports/a.csv" }] },
    ]);
    const project = join(fixture.root, "project/exports");
    await rename(join(project, "a.csv"), join(project, "z.csv"));
    const copies = [{ file: "exports/z.csv", of: "exports/copy.csv" }];
    expect(await fixture.land({})).toMatchObject([{ status: "same content", copies }]);
    await fixture.write({ "exports/b.csv": "id\n2\n3\n" });
    const load = await fixture.landed({}, "2024-05-02");
    expect(payloads(await fixture.rows(load))).toEqual(['{"id":"2"}', '{"id":"3"}']);
    expect(load.files.map(({ key }) => key)).toEqual(["exports/b.csv"]);
  });

  test("events land by content, with ids or without: equal rows of two files are two events, a copied file is none", async () => {
    const usage = { mode: "append", entity: "usage", fields: { account_id: "id" } };
    await fixture.write({ "exports/10.csv": "id\n1\n", "exports/11.csv": "id\n1\n\n" });
    const first = await fixture.rows(await fixture.landed(usage));
    expect(new Set(first.map((row) => row.record_id)).size).toBe(2);
    await fixture.write({ "exports/12.csv": "id\n1\n" });
    const copies = [{ file: "exports/12.csv", of: "exports/10.csv" }];
    expect(await fixture.land(usage)).toMatchObject([{ status: "same content", copies }]);
    expect(await statuses(usage), "it is said once").toEqual(["unchanged"]);
    const project = join(fixture.root, "project/exports");
    await rename(join(project, "10.csv"), join(project, "old-10.csv"));
    expect(await statuses(usage)).toEqual(["same content"]);
    const withIds = { ...usage, path: "by-id/*", fields: { account_id: "id", event_id: "id" } };
    await fixture.write({ "by-id/1.csv": "id\n7\n", "by-id/2.csv": "id\n7\n" });
    expect(await statuses(withIds)).toEqual(["landed", "same content"]);
    expect(await fixture.batches(), "none is a sign of life").toHaveLength(2);
  });

  test("a file of events that has grown keeps the names of its earlier rows", async () => {
    const usage = { mode: "append", entity: "usage", fields: { account_id: "id" } };
    const idsOf = async () => (await fixture.rows(await fixture.landed(usage))).map((row) => row.record_id);
    await fixture.write({ "exports/today.csv": "id\n1\n2\n" });
    const before = await idsOf();
    await fixture.write({ "exports/today.csv": "id\n3\n2\n1\n" });
    const after = await idsOf();
    expect([after[2], after[1]]).toEqual(before);
    expect(before).not.toContain(after[0]);
  });

  test("full mode lands all files together when any file changed, appeared or disappeared", async () => {
    const full = { mode: "full" };
    await fixture.write({ "exports/a.csv": "id\n1\n", "exports/b.csv": "id\n2\n" });
    expect(await fixture.landed(full)).toMatchObject({ landed: 2 });
    expect(await statuses(full)).toEqual(["unchanged"]);
    await fixture.write({ "exports/b.csv": "id\n2\n3\n" });
    expect(await fixture.landed(full)).toMatchObject({ landed: 3 });
    await fixture.delete("exports/a.csv");
    expect(await fixture.landed(full)).toMatchObject({ landed: 2 });
    await fixture.write({ "exports/a.csv": "id\n1\n", "exports/b.csv": "id\n2\n" });
    expect(await fixture.landed(full), "as it once was").toMatchObject({ landed: 2 });
    expect(await statuses(full)).toEqual(["unchanged"]);
    expect(await fixture.keys("loads/")).toHaveLength(4);
  });

  test("an empty full file is an empty snapshot", async () => {
    await fixture.write({ "exports/a.csv": "id\n" });
    expect(await fixture.landed({ mode: "full" })).toMatchObject({ landed: 0, batches: [{ records: 0 }] });
    expect(await statuses({ mode: "full" })).toEqual(["unchanged"]);
  });

  test("full mode with {date} lands each date as its own snapshot, in order, and none from the future", async () => {
    const dated = { mode: "full", path: "exports/accounts-{date}.csv" };
    await fixture.write({
      "exports/accounts-2024-05-01.csv": "id\n1\n2\n",
      "exports/accounts-2024-04-30.csv": "id\n1\n",
      "exports/accounts-2024-05-02.csv": "id\n9\n",
      "exports/accounts-latest.csv": "id\n9\n",
    });
    const outcomes = await fixture.land(dated);
    expect(outcomes).toMatchObject([
      {
        status: "landed",
        load: { landed_on: "2024-04-30", landed: 1, batches: [{ landed_on: "2024-04-30" }] },
      },
      {
        status: "landed",
        load: { landed_on: "2024-05-01", landed: 2, batches: [{ landed_on: "2024-05-01" }] },
      },
      { status: "early", files: ["exports/accounts-2024-05-02.csv"] },
    ]);
    expect(await statuses(dated)).toEqual(["early"]);
    expect(await statuses(dated, "2024-05-02")).toEqual(["landed"]);
    expect(await statuses(dated, "2024-05-02")).toEqual(["unchanged"]);
    await fixture.write({ "exports/accounts-2024-05-01.csv": "id\n1\n2\n3\n" });
    expect(await fixture.landed(dated, "2024-05-03")).toMatchObject({ landed_on: "2024-05-01", landed: 3 });
    expect((await fixture.keys("loads/")).toSorted()).toEqual(await fixture.keys("loads/"));
  });

  test("a record lands on the first day of its month, or on the date that an expression returns", async () => {
    const months = { backdate: { field: "month", format: "YYYY-MM" } };
    await fixture.write({
      "exports/a.csv": "id,month,closed\n1,2024-03,2024-03-09\n2,2024-04,\n3,soon,\n4,2024-13,2024-04-02\n",
    });
    const dates = async (stream: Readonly<Record<string, unknown>>) =>
      (await fixture.landed(stream, "2024-05-01")).batches.map(
        ({ landed_on, records }) => `${landed_on}: ${records}`,
      );
    expect(await dates(months)).toEqual(["2024-03-01: 1", "2024-04-01: 1", "2024-05-01: 2"]);
    await fixture.write({ "exports/b.csv": "id,month,closed\n1,2024-03,2024-03-09\n2,2024-04,\n3,soon,\n" });
    const sql = "coalesce(cast(closed as date), last_day_of_month(cast(month || '-01' as date)))";
    expect(await dates({ path: "exports/b.csv", backdate: { sql } })).toEqual([
      "2024-03-09: 1",
      "2024-04-30: 1",
      "2024-05-01: 1",
    ]);
  });

  test("changes and events with {date} land once, on the date of their file, and none from the future", async () => {
    const dated = { mode: "upsert", path: "exports/accounts-{date}.csv" };
    await fixture.write({
      "exports/accounts-2024-05-01.csv": "id\n3\n",
      "exports/accounts-2024-04-28.csv": "id\n1\n",
      "exports/accounts-2024-04-29.csv": "id\n2\n",
      "exports/accounts-2024-05-09.csv": "id\n4\n",
    });
    expect(await fixture.land(dated)).toMatchObject([
      { status: "landed", load: { landed_on: "2024-04-28", batches: [{ records: 1 }] } },
      { status: "landed", load: { landed_on: "2024-04-29", batches: [{ records: 1 }] } },
      { status: "landed", load: { landed_on: "2024-05-01", batches: [{ records: 1 }] } },
      { status: "early", files: ["exports/accounts-2024-05-09.csv"] },
    ]);
    expect(await statuses(dated)).toEqual(["early"]);
    // A changed file of a past day lands on that day again, without its known records.
    await fixture.write({ "exports/accounts-2024-04-28.csv": "id\n1\n5\n" });
    expect(await fixture.land(dated, "2024-05-09")).toMatchObject([
      { status: "landed", load: { landed_on: "2024-04-28", landed: 2 } },
      { status: "landed", load: { landed_on: "2024-05-09", landed: 1 } },
    ]);
  });

  test.each(["full", "upsert"])("an invalid date, in mode %s, stops no other file", async (mode) => {
    await fixture.write({
      "exports/accounts-2024-02-30.csv": "id\n1\n",
      "exports/accounts-2024-02-28.csv": "id\n2\n",
      "exports/accounts-0000-00-00.csv": "id\n3\n",
    });
    const outcomes = await fixture.land({ mode, path: "exports/accounts-{date}.csv" });
    const [landed, failed] = outcomes;
    expect(() => loadsOf(outcomes)).toThrow("1 of 1 stream did not land");
    expect(landed).toMatchObject({ status: "landed", load: { landed_on: "2024-02-28" } });
    expect(failed).toMatchObject({
      error: { message: expect.stringContaining("-0000-00-00.csv: its name contains no valid date") },
    });
    expect(await fixture.batches()).toHaveLength(1);
  });

  test("globs match at the depth they say", async () => {
    await fixture.write({
      "exports/a/x.csv": "id\n1\n",
      "exports/a/b/y.csv": "id\n2\n",
      "other/z.csv": "id\n3\n",
    });
    expect(await fixture.landed({ path: "./exports/**/*.{csv,tsv}" })).toMatchObject({ landed: 2 });
    expect(await statuses({ path: "exports/*.csv" })).toEqual(["missing"]);
  });

  test("a missing file is reported, and so is a path outside the project", async () => {
    expect(await fixture.land({ path: "exports/*.csv" })).toEqual([
      { source: "crm", stream: "rows", status: "missing", path: "exports/*.csv" },
    ]);
    expect(await fixture.failure({ path: "../secrets/*.csv" })).toMatch(/is not an object key/);
  });
});

describe("backdate", () => {
  const stream = {
    mode: "append",
    entity: "usage",
    fields: { account_id: "id", occurred_at: { field: "day", format: "DD/MM/YYYY" } },
    backdate: "occurred_at",
  };

  test("lands each record on its own date, and a record without a date on the day of landing", async () => {
    const days = ["30/04/2024", "01/01/2024", "30/04/2024", "02/05/2024", "31/12/1969", "someday", ""];
    await fixture.write({ "exports/a.csv": `id,day\n${days.map((day, id) => `${id},${day}`).join("\n")}\n` });
    const load = await fixture.landed(stream);
    expect(load).toMatchObject({ is_backdated: true, landed: 7, landed_on: "2024-05-01" });
    expect(load.batches.map(({ landed_on, records }) => [landed_on, records])).toEqual([
      ["2024-01-01", 1],
      ["2024-04-30", 2],
      ["2024-05-01", 4],
    ]);
    expect(load.batches[0]?.prefix).toBe(
      `raw/source=crm/stream=rows/landed=2024-01-01/load=${load.load_id}/`,
    );
    const loaded = (await fixture.rows(load)).map(({ loaded_on }) => loaded_on);
    expect(loaded).toEqual(Array.from({ length: 7 }, () => "2024-05-01"));
  });

  test("a thousand dates in random order make one file each, not thousands", async () => {
    const lines = Array.from({ length: 30_000 }, (_, index) => {
      const date = new Date(Date.UTC(2020, 0, 1 + ((index * 7919) % 1000))).toISOString().slice(0, 10);
      return `${index},${date.split("-").toReversed().join("/")}`;
    });
    await fixture.write({ "exports/a.csv": `id,day\n${lines.join("\n")}\n` });
    const load = await fixture.landed(stream);
    expect(load).toMatchObject({ landed: 30_000 });
    expect(load.batches).toHaveLength(1000);
    expect(await fixture.keys("raw/")).toHaveLength(1000);
    const rows = await fixture.rows({ ...load, batches: load.batches.slice(0, 20) });
    expect(rows).toHaveLength(load.batches.slice(0, 20).reduce((sum, { records }) => sum + records, 0));
  });
});

test("a failing stream stops no other, and lands once it is fixed", async () => {
  await fixture.write({ "exports/a.csv": "identifier\n1\n" });
  expect(await fixture.failure({})).toMatch(/column id/);
  expect(await fixture.failure({})).toMatch(/column id/);
  await fixture.write({ "exports/a.csv": "id\n1\n" });
  expect(await fixture.landed({})).toMatchObject({ landed: 1 });
  const loads = await Promise.all((await fixture.keys("loads/")).map((key) => fixture.load(key)));
  expect(loads.map(({ landed, batches }) => [landed, batches.length])).toEqual([
    [0, 0],
    [1, 1],
  ]);
  expect(await statuses({})).toEqual(["unchanged"]);
});

test("concurrent landings of one stream land every record once", async () => {
  await fixture.write({ "exports/a.csv": `id\n${Array.from({ length: 5000 }, (_, id) => id).join("\n")}\n` });
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => statuses({})));
  expect(outcomes.flat().toSorted()).toEqual(["landed", ...Array(4).fill("unchanged")]);
  expect(await fixture.keys("loads/")).toHaveLength(1);
  expect(await statuses({})).toEqual(["unchanged"]);
});

test("concurrent landings of files that change meanwhile commit nothing twice", async () => {
  await fixture.write({ "exports/a.csv": "id\n1\n" });
  const [first, second] = await Promise.all([
    fixture.land({}),
    fixture.write({ "exports/b.csv": "id\n2\n" }).then(() => fixture.land({})),
  ]);
  expect([...first, ...second].filter(({ status }) => status === "failed")).toEqual([]);
  await fixture.land({});
  const loads = await Promise.all((await fixture.keys("loads/")).map((key) => fixture.load(key)));
  const ids = (await Promise.all(loads.map((load) => fixture.rows(load)))).flat();
  expect(ids.map(({ record_id }) => record_id).toSorted()).toEqual(["1", "2"]);
});

test("the rows of a load do not depend on how they are split into files, except for their positions", async () => {
  const all = Array.from({ length: 50 }, (_, id) => `${id},n${id}`);
  const landedFrom = async (files: Record<string, string>) => {
    const own = await LandingFixture.make();
    await own.write(files);
    const rows = await own.rows(await own.landed({}));
    await own.remove();
    return rows.map(({ position: _, ...row }) => JSON.stringify(row)).toSorted();
  };
  const file = (rows: readonly string[]) => `id,name\n${rows.join("\n")}\n`;
  const together = await landedFrom({ "exports/a.csv": file(all) });
  const apart = { "exports/z.csv": file(all.slice(0, 7).toReversed()), "exports/b.csv": file(all.slice(7)) };
  expect(await landedFrom(apart)).toEqual(together);
});
