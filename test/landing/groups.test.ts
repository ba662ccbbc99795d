import { afterEach, beforeEach, expect, test } from "vitest";
import { GroupNotPending, pendingGroup } from "../../lib/aws/land-groups.ts";
import { Source } from "../../lib/config/schema.ts";
import { landSource, loadsOf } from "../../lib/landing/land.ts";
import { type GroupWork, groupsOf, writeGroup } from "../../lib/landing/write-group.ts";
import { LandingFixture } from "./fixture.ts";

const mebibyte = 1 << 20;
const file = (name: string, mebibytes: number) =>
  [name, { bytes: mebibytes * mebibyte, etag: name, sha256: name }] as const;

test("files are grouped in order of name, up to 256 MiB, and a larger file is its own group", () => {
  const files = Object.fromEntries([
    file("d", 300),
    file("b", 100),
    file("a", 156),
    file("c", 1),
    file("e", 1),
  ]);
  expect(groupsOf({ files }).map((group) => group.map(({ key }) => key))).toEqual([
    ["a", "b"],
    ["c"],
    ["d"],
    ["e"],
  ]);
  expect(groupsOf({ files: {} })).toEqual([]);
});

test("files of a load are ordered by name, with numbers compared as numbers", () => {
  const files = Object.fromEntries(
    ["t-10.csv", "t-9.csv", "t-2024-05-02.csv", "t-2024-05-01.csv"].map((name) => file(name, 200)),
  );
  expect(groupsOf({ files }).flatMap((group) => group.map(({ key, place }) => [place, key]))).toEqual([
    [0, "t-9.csv"],
    [1, "t-10.csv"],
    [2, "t-2024-05-01.csv"],
    [3, "t-2024-05-02.csv"],
  ]);
});

const stream = {
  path: "exports/*.csv",
  mode: "append",
  entity: "usage",
  fields: { account_key: "account", occurred_at: "at" },
};
const source = Source.parse({ name: "crm", kind: "files", streams: { rows: stream } });
const row = (id: number) => `${id},a${id},2024-04-01T00:00:00Z\n`;
const bulk = (from: number, count: number) =>
  `id,account,at,note\n${Array.from({ length: count }, (_, n) => row(from + n).replace("\n", `,${"x".repeat(1000)}\n`)).join("")}`;

let fixture: LandingFixture;
beforeEach(async () => {
  fixture = await LandingFixture.make();
});
afterEach(() => fixture.remove());

test("a load whose groups land concurrently in other processes equals the load of one process", async () => {
  // Two files of 140 MB do not fit into one group.
  await fixture.write({ "exports/a.csv": bulk(0, 140_000), "exports/b.csv": bulk(1_000_000, 140_000) });
  const { inbox, store } = fixture;
  const landedElsewhere: number[] = [];
  const landGroups = (groups: readonly GroupWork[]) =>
    Promise.all(
      groups.map(async ({ load, group }) => {
        const work = await pendingGroup(store, source, {
          source: "crm",
          stream: "rows",
          loadId: load.load_id,
          group,
        });
        landedElsewhere.push(group);
        return writeGroup(work, { inbox, store });
      }),
    );
  const services = { inbox, store, clock: () => new Date("2024-05-01T00:00:00Z"), landGroups };
  const [load] = loadsOf(await landSource(source, services));
  expect(landedElsewhere.toSorted()).toEqual([0, 1]);
  expect(load).toMatchObject({ read: 280_000, landed: 280_000, quarantined: 0 });
  expect(load?.batches).toMatchObject([{ records: 280_000 }]);
  const parts = await fixture.keys("raw/");
  expect(parts.filter((key) => key.includes("part-000-")).length).toBeGreaterThan(0);
  expect(parts.filter((key) => key.includes("part-001-")).length).toBeGreaterThan(0);
  const gone = pendingGroup(store, source, {
    ...{ source: "crm", stream: "rows", loadId: load?.load_id ?? "" },
    group: 0,
  });
  await expect(gone).rejects.toThrow(GroupNotPending);
});
