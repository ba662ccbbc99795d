import { expect, test } from "vitest";
import { Source } from "../../../lib/config/schema.ts";
import { mappingModels } from "../../../lib/mapping/models.ts";
import type { Row } from "../../../lib/warehouse/warehouse.ts";
import { type GivenRow, rowsOf } from "../../support/given.ts";
import { landed } from "../../support/merge.ts";

const stream = { path: "s.json", mode: "upsert", entity: "subscriptions", each: "items", record: "id" };
const source = Source.parse({ name: "crm", kind: "files", streams: { things: { ...stream, fields: {} } } });
const models = mappingModels({ sources: [source] });

const [day1, day2, day3] = ["2024-05-01", "2024-05-02", "2024-05-03"];

interface Version {
  readonly of: string;
  readonly items: readonly (string | GivenRow)[];
  readonly updated?: string;
  readonly position?: number;
}

/** The staged rows of a version of a record: one for itself, and one for each of its items. */
function version(on: string, { of: parent_id, items, updated, position = 1 }: Version): GivenRow[] {
  const shared = { parent_id, position, updated_at: updated === undefined ? null : `${updated} 10:00:00` };
  const own = { ...shared, record_id: null, reject_reason: items.length === 0 ? "empty" : "split" };
  return [
    landed(on, "", own),
    ...items.map((item) =>
      typeof item === "string" ? landed(on, item, shared) : landed(on, "", { ...shared, ...item }),
    ),
  ];
}

/** The live items after each day, each with the day of its version, and the deleted ones with the day they went. */
async function itemsAfter(days: readonly (readonly [string, readonly Version[]])[]) {
  const listed: Row[][] = [];
  const records: Row[][] = [];
  for (const [index, [on, versions]] of days.entries()) {
    const previous = days[index - 1]?.[0];
    const run = { asOf: on, ...(previous === undefined ? {} : { previous }), models };
    const history_listed_elements = listed.at(-1) ?? [];
    const given = {
      staged_subscriptions: versions.flatMap((each) => version(on, each)),
      history_listed_elements,
    };
    const history_subscriptions_records = records.at(-1) ?? [];
    records.push(
      await rowsOf("subscriptions_records", { ...run, given: { ...given, history_subscriptions_records } }),
    );
    listed.push(await rowsOf("listed_elements", { ...run, given }));
  }
  return records.map((rows) =>
    rows.map(({ record_id, deleted_on }) =>
      deleted_on === null ? record_id : `${record_id} until ${deleted_on}`,
    ),
  );
}

test("an item that a newer version of its record lacks is deleted, and is back once a version has it again", async () => {
  expect(
    await itemsAfter([
      [
        day1,
        [
          { of: "s1", items: ["a", "b"] },
          { of: "s2", items: ["c"] },
        ],
      ],
      [day2, [{ of: "s1", items: ["a"] }]],
      [day3, [{ of: "s1", items: ["b"] }]],
    ]),
  ).toEqual([
    ["a", "b", "c"],
    ["a", `b until ${day2}`, "c"],
    [`a until ${day3}`, "b", "c"],
  ]);
});

test("a version without items deletes all of them, and only those of its record", async () => {
  expect(
    await itemsAfter([
      [
        day1,
        [
          { of: "s1", items: ["a", "b"] },
          { of: "s2", items: ["c"] },
        ],
      ],
      [day2, [{ of: "s1", items: [] }]],
      [day3, []],
    ]),
  ).toEqual([
    ["a", "b", "c"],
    [`a until ${day2}`, `b until ${day2}`, "c"],
    [`a until ${day2}`, `b until ${day2}`, "c"],
  ]);
});

test("of the versions of a record in one run the newest decides, by updated_at, else by landing", async () => {
  const older = { of: "s1", items: ["a", "b"], updated: "2024-04-01", position: 2 };
  const newer = { of: "s1", items: ["a"], updated: "2024-04-20", position: 1 };
  const undated = [
    { of: "s2", items: ["c", "d"], position: 1 },
    { of: "s2", items: ["d"], position: 2 },
  ];
  for (const versions of [
    [older, newer, ...undated],
    [newer, older, ...undated.toReversed()],
  ])
    expect(await itemsAfter([[day1, versions]])).toEqual([["a", `b until ${day1}`, `c until ${day1}`, "d"]]);
});

test("an older version that lands late neither deletes nor revives an item", async () => {
  const at = (updated: string, ...items: string[]): Version => ({ of: "s1", items, updated });
  expect(
    await itemsAfter([
      [day1, [at("2024-04-01", "a", "b")]],
      [day2, [at("2024-04-20", "a", "c")]],
      [day3, [at("2024-04-10", "b", "d")]],
    ]),
  ).toEqual([
    ["a", "b"],
    ["a", `b until ${day2}`, "c"],
    ["a", `b until ${day2}`, "c", `d until ${day2}`],
  ]);
  // Nothing but the record itself remembers a version without items.
  expect(
    await itemsAfter([
      [day1, [at("2024-04-20")]],
      [day2, [at("2024-04-10", "a")]],
    ]),
  ).toEqual([[], [`a until ${day1}`]]);
});

test("an item whose row is rejected keeps its previous state, on later days too, and one that is filtered is deleted", async () => {
  const rejected = { record_id: "b", reject_reason: "out of bounds: amount" };
  const left = { record_id: "c", reject_reason: "filtered" };
  expect(
    await itemsAfter([
      [day1, [{ of: "s1", items: ["a", "b", "c"] }]],
      [day2, [{ of: "s1", items: ["a", rejected, left] }]],
      [day3, []],
    ]),
  ).toEqual([
    ["a", "b", "c"],
    ["a", "b", `c until ${day2}`],
    ["a", "b", `c until ${day2}`],
  ]);
});

test("a version in which an item has no id deletes none, because any item may be that one", async () => {
  const nameless = { record_id: null, reject_reason: "missing subscription_id" };
  expect(
    await itemsAfter([
      [day1, [{ of: "s1", items: ["a", "b"] }]],
      [day2, [{ of: "s1", items: ["a", nameless] }]],
      [day3, [{ of: "s1", items: ["a"] }]],
    ]),
  ).toEqual([
    ["a", "b"],
    ["a", "b"],
    ["a", `b until ${day3}`],
  ]);
});

test("an item that moved to another record outlives the newer version of its former one", async () => {
  expect(
    await itemsAfter([
      [
        day1,
        [
          { of: "s1", items: ["a", "b"] },
          { of: "s2", items: [] },
        ],
      ],
      [
        day2,
        [
          { of: "s2", items: ["b"], position: 2 },
          { of: "s1", items: ["a"], position: 3 },
        ],
      ],
    ]),
  ).toEqual([
    ["a", "b"],
    ["a", "b"],
  ]);
});

test("two items of a version with one id are one record", async () => {
  const twice = { record_id: "a", content_hash: "b" };
  expect(await itemsAfter([[day1, [{ of: "s1", items: ["a", twice] }]]])).toEqual([["a"]]);
});

test("an item goes on the day from which the version without it is known", async () => {
  const gone = version(day1, { of: "s1", items: ["a"] }).map((row) => ({ ...row, known_on: day3 }));
  const first = version(day1, { of: "s1", items: ["a", "b"] });
  const given = { staged_subscriptions: [...first, ...gone] };
  const early = await rowsOf("listed_elements", { asOf: day2, models, given });
  const records = await rowsOf("subscriptions_records", { asOf: day2, models, given });
  const live = (rows: readonly Row[]) =>
    rows
      .filter(({ deleted_on, known_on }) => deleted_on === null && String(known_on) <= day3)
      .map(({ record_id }) => record_id);
  expect(new Set(live(records))).toEqual(new Set(["a", "b"]));
  const later = await rowsOf("subscriptions_records", {
    ...{ asOf: day3, previous: day2, models },
    given: { history_listed_elements: early, history_subscriptions_records: records },
  });
  expect(live(later)).toEqual(["a"]);
});
