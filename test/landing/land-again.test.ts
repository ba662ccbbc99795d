import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type LandAgainOutcome, landAgain } from "../../lib/landing/land-again.ts";
import { type Load, loadKey } from "../../lib/landing/load.ts";
import { changesSince } from "../../lib/landing/reading.ts";
import { countedLoads, retract } from "../../lib/landing/retraction.ts";
import { seeded } from "../support/random.ts";
import { many, seed } from "../support/sample.ts";
import { LandingFixture, payloads, sourceOf } from "./fixture.ts";

let fixture: LandingFixture;
beforeEach(async () => {
  fixture = await LandingFixture.make();
});
afterEach(() => fixture.remove());

type Mapping = Readonly<Record<string, unknown>>;

function again(stream: Mapping, landedOn = "2024-05-20"): Promise<readonly LandAgainOutcome[]> {
  const { inbox, store } = fixture;
  const services = { inbox, store, clock: () => fixture.now };
  return landAgain(sourceOf(stream), services, { landedOn });
}

const counted = (): Promise<readonly Load[]> =>
  countedLoads(fixture.store, { source: "crm", stream: "rows" });

/** The loads in effect: mode, landing date, batches and records. */
async function countedRows() {
  const loads = await counted();
  return Promise.all(
    loads.map(async (load) => ({
      ...{ mode: load.mode, landed_on: load.landed_on },
      batches: load.batches.map(({ landed_on, records }) => `${landed_on}: ${records}`),
      ids: (await fixture.rows(load)).map(({ record_id }) => record_id),
    })),
  );
}

const statuses = (outcomes: readonly LandAgainOutcome[]) => outcomes.map(({ status }) => status);

test("existing files are read again on the date they landed, and their earlier loads no longer count", async () => {
  await fixture.write({ "exports/a.csv": "id,since\n1,03/02/2024\n2,04/02/2024\nbroken\n" });
  const wrong = { fields: { account_id: "id" }, backdate: { field: "since", format: "MM/DD/YYYY" } };
  const before = await fixture.landed(wrong, "2024-05-01");
  const right = { ...wrong, backdate: { field: "since", format: "DD/MM/YYYY" } };
  expect(changesSince(before, sourceOf(right).streams.rows ?? never())).toEqual([
    { what: "backdate", was: "since (MM/DD/YYYY)", is: "since (DD/MM/YYYY)" },
  ]);
  expect(statuses(await again(right))).toEqual(["read again", "unchanged"]);
  expect(await countedRows()).toEqual([
    {
      ...{ mode: "upsert", landed_on: "2024-05-01" },
      ...{ batches: ["2024-02-03: 1", "2024-02-04: 1"], ids: ["1", "2"] },
    },
  ]);
  const [load] = await counted();
  expect(load).toMatchObject({ read: 3, landed: 2, quarantined: 1, instead_of: loadKey(before) });
  expect(await fixture.quarantine(load ?? never())).toHaveLength(1);
  expect(load?.landed_at).toBe(before.landed_at);
  // Repeating it changes nothing, and new files land as usual afterwards.
  expect(statuses(await again(right))).toEqual(["unchanged"]);
  expect(await fixture.land(right)).toMatchObject([{ status: "unchanged" }]);
});

test("another list of a page has other records", async () => {
  await fixture.write({ "exports/a.json": '{"users":[{"id":"u1"}],"tickets":[{"id":"t1"},{"id":"t2"}]}' });
  const mapping = { fields: { account_id: "id" } };
  const before = await fixture.landed({ ...mapping, list: "users" }, "2024-05-01");
  const right = { ...mapping, list: "tickets" };
  expect(changesSince(before, sourceOf(right).streams.rows ?? never())).toEqual([
    { what: "list", was: "users", is: "tickets" },
  ]);
  expect(statuses(await again(right))).toEqual(["read again", "unchanged"]);
  expect((await countedRows()).map(({ ids }) => ids)).toEqual([["t1", "t2"]]);
});

test("records whose files are gone are read again from raw", async () => {
  await fixture.write({ "exports/a.csv": 'id,key,note\n1,A,"one, ""two"""\n2,B,ü\nbroken\n' });
  const before = await fixture.landed({}, "2024-05-01");
  const texts = payloads(await fixture.rows(before));
  await fixture.write({ "exports/a.csv": "id,key,note\n3,C,new\n" });
  await fixture.landed({}, "2024-05-02");
  const outcomes = await again({ fields: { account_id: "key" } });
  expect(outcomes).toMatchObject([
    { status: "read again", from: "raw" },
    { status: "read again", from: "files" },
    { status: "unchanged" },
  ]);
  expect((await countedRows()).map(({ landed_on, ids }) => [landed_on, ids])).toEqual([
    ["2024-05-01", ["A", "B"]],
    ["2024-05-02", ["C"]],
  ]);
  const [first] = await counted();
  expect(payloads(await fixture.rows(first ?? never()))).toEqual(texts);
  expect(first).toMatchObject({ read: 3, landed: 2, quarantined: 1 });
  expect(await fixture.quarantine(first ?? never())).toMatchObject([{ line: 4, raw: "broken" }]);
});

test("a load in the layout of an older version is landed anew from its raw", async () => {
  await fixture.write({ "exports/a.csv": 'id,note\n1,"one, ""two"""\n2,ü\nbroken\n' });
  const { layout: _, ...load } = await fixture.landed({}, "2024-05-01");
  const before = await fixture.rows(load);
  const prefix = load.batches[0]?.prefix ?? "";
  await fixture.store.delete(await fixture.keys(prefix));
  const lines = before.map((row) => `${JSON.stringify(row)}\n`).join("");
  await fixture.store.put(`${prefix}part-000-00000.ndjson.gz`, gzipSync(lines));
  await fixture.store.put(loadKey(load), JSON.stringify(load));
  await fixture.delete("exports/a.csv");
  expect(changesSince(load, sourceOf({}).streams.rows ?? never())).toMatchObject([
    { what: "layout of raw", was: "ndjson" },
  ]);
  expect(statuses(await again({}))).toEqual(["read again", "missing"]);
  const [now] = await counted();
  expect(now).toMatchObject({ layout: "delimited", read: 3, landed: 2, quarantined: 1 });
  expect(await fixture.rows(now ?? never())).toEqual(before);
});

test("a load without its files stays as it is when the change affects how text is split into records", async () => {
  await fixture.write({ "exports/a.csv": "id;name\n1;One\n" });
  const wrong = { fields: { account_id: { field: "id;name" } } };
  await fixture.landed(wrong, "2024-05-01");
  await fixture.delete("exports/a.csv");
  await fixture.write({ "exports/b.csv": "id;name\n2;Two\n" });
  const right = { delimiter: ";", fields: { account_id: "id" } };
  expect(await again(right)).toMatchObject([
    { status: "kept", gone: ["exports/a.csv"] },
    { status: "landed" },
  ]);
  expect((await countedRows()).map(({ ids }) => ids)).toEqual([["1;One"], ["2"]]);
});

test("changes that were read as snapshots, and snapshots read as changes, are corrected", async () => {
  await fixture.write({ "exports/old.csv": "id\n1\n2\n" });
  await fixture.landed({ mode: "upsert" }, "2024-05-01");
  await fixture.write({ "exports/new.csv": "id\n3\n" });
  await fixture.landed({ mode: "upsert" }, "2024-05-02");
  expect(statuses(await again({ mode: "full" }))).toEqual(["read again", "read again", "unchanged"]);
  expect((await countedRows()).map(({ mode, ids }) => [mode, ids.toSorted()])).toEqual([
    ["full", ["1", "2"]],
    ["full", ["1", "2", "3"]],
  ]);
  expect(statuses(await again({ mode: "upsert" }))).toEqual(["read again", "read again", "unchanged"]);
  expect((await countedRows()).map(({ mode, ids }) => [mode, ids.toSorted()])).toEqual([
    ["upsert", ["1", "2"]],
    ["upsert", ["3"]],
  ]);
});

test("a date in the path dates each file of a load, and a future file waits", async () => {
  await fixture.write({
    "exports/accounts-2024-05-01.csv": "id\n1\n",
    "exports/accounts-2024-05-03.csv": "id\n1\n2\n",
    "exports/accounts-2024-06-01.csv": "id\n9\n",
  });
  await fixture.landed({ mode: "full" }, "2024-05-10");
  const dated = { mode: "full", path: "exports/accounts-{date}.csv" };
  expect(await again(dated)).toMatchObject([
    { status: "read again", loads: [{ landed_on: "2024-05-01" }, { landed_on: "2024-05-03" }] },
    { status: "early", files: ["exports/accounts-2024-06-01.csv"] },
  ]);
  expect(await fixture.land(dated, "2024-06-01")).toMatchObject([{ status: "landed" }]);
  expect((await countedRows()).map(({ landed_on, ids }) => [landed_on, ids])).toEqual([
    ["2024-05-01", ["1"]],
    ["2024-05-03", ["1", "2"]],
    ["2024-06-01", ["9"]],
  ]);
});

test("a file that the path no longer matches is dropped, and a retracted file lands again", async () => {
  await fixture.write({ "exports/accounts.csv": "id\n1\n", "exports/contacts.csv": "id\n7\n" });
  await fixture.landed({}, "2024-05-01");
  const narrow = { path: "exports/accounts*.csv" };
  expect(statuses(await again(narrow))).toEqual(["read again", "unchanged"]);
  expect((await countedRows()).map(({ ids }) => ids)).toEqual([["1"]]);
  await retract({ store: fixture.store, clock: () => fixture.now }, { source: "crm" });
  expect(await fixture.land(narrow, "2024-05-02")).toMatchObject([{ status: "unchanged" }]);
  expect(statuses(await again(narrow))).toEqual(["landed"]);
  expect((await countedRows()).map(({ landed_on, ids }) => [landed_on, ids])).toEqual([
    ["2024-05-20", ["1"]],
  ]);
  const nowhere = { path: "exports/other*.csv" };
  expect(statuses(await again(nowhere))).toEqual(["dropped", "missing"]);
  expect(await counted()).toEqual([]);
});

const rows = many({ whole: 20_000, sample: 5000 });
const kills = many({ whole: 6, sample: 2 });
const usage = { mode: "append", entity: "usage", fields: { account_id: "account", occurred_at: "at" } };
const backdated = { ...usage, fields: { ...usage.fields, event_id: "id" }, backdate: "occurred_at" };

function usageText(): string {
  const lines = Array.from({ length: rows }, (_, id) => {
    const day = String(1 + (id % 28)).padStart(2, "0");
    return `${id},account ${id % 977},2024-04-${day}T10:00:00Z,"${"used, ".repeat(18)}${id}"`;
  });
  return `id,account,at,note\n${lines.join("\n")}\nbroken\n`;
}

/** One load to read again from its file, and an earlier one from raw, as its file has changed since. */
async function landTwice(): Promise<void> {
  await fixture.write({ "exports/a.csv": usageText() });
  await fixture.landed(usage, "2024-05-01");
  await fixture.write({ "exports/a.csv": usageText().replaceAll("account ", "other ") });
  await fixture.landed(usage, "2024-05-02");
}

async function againInProcess(killAfter?: number): Promise<string> {
  const worker = new URL("landing.worker.ts", import.meta.url);
  const child = fork(worker, [fixture.root, JSON.stringify(backdated), "again"], { execArgv: [] });
  let status = "killed";
  child.on("message", (message) => {
    status = String(message);
  });
  const closed = once(child, "close");
  await once(child, "message");
  if (killAfter !== undefined) {
    await Promise.race([delay(killAfter), closed]);
    child.kill("SIGKILL");
  }
  await closed;
  return status;
}

test("killed at any moment, it leaves each record counted once, in its old or its new version", async () => {
  const undisturbed = fixture;
  await landTwice();
  const started = performance.now();
  expect(await againInProcess()).toBe("read again");
  const whole = performance.now() - started;
  const expected = (await countedRows()).map(({ ids }) => ids);
  await undisturbed.remove();
  fixture = await LandingFixture.make();
  await landTwice();
  const random = seeded(seed);
  for (let kill = 0; kill < kills; kill += 1) {
    const status = await againInProcess((whole * (kill + random.below(1000) / 1000)) / kills);
    const now = await countedRows();
    expect(now.map(({ ids }) => ids.length)).toEqual([rows, rows]);
    if (status === "unchanged") break;
  }
  await againInProcess();
  expect(await againInProcess()).toBe("unchanged");
  const after = await countedRows();
  expect(after.map(({ ids }) => ids)).toEqual(expected);
  expect(after.map(({ batches }) => batches.length)).toEqual([28, 28]);
  expect((await counted()).map(({ quarantined }) => quarantined)).toEqual([1, 1]);
});

function never(): never {
  throw new Error("it is there");
}
