import { describe, expect, test } from "vitest";
import { type GivenRow, pick } from "../../support/given.ts";
import { landed, recordsAfter, snapshot } from "../../support/merge.ts";

const [day1, day2, day3] = ["2024-05-01", "2024-05-02", "2024-05-03"];

describe("rows keyed by their record", () => {
  test("the latest updated_at wins, in either order of landing", async () => {
    const [, after] = await recordsAfter("accounts", [
      { on: day1, staged: [landed(day1, "1", { name: "new", updated_at: "2024-04-30 10:00:00" })] },
      { on: day2, staged: [landed(day2, "1", { name: "late", updated_at: "2024-04-01 10:00:00" })] },
    ]);
    expect(pick(after ?? [], "record_id", "name")).toEqual([{ record_id: "1", name: "new" }]);
  });

  test("without updated_at the later landing wins, even within a day", async () => {
    const [first, second] = await recordsAfter("accounts", [
      {
        on: day1,
        staged: [
          landed(day1, "1", { name: "morning", content_hash: "z" }),
          landed(day1, "1", { name: "evening", content_hash: "a", extracted_at: `${day1} 18:00:00` }),
        ],
      },
      { on: day2, staged: [landed(day2, "1", { name: "next day" })] },
    ]);
    expect(pick(first ?? [], "name")).toEqual([{ name: "evening" }]);
    expect(pick(second ?? [], "name")).toEqual([{ name: "next day" }]);
  });

  const updated_at = "2024-05-01 10:00:00";
  const solved = (staged: readonly GivenRow[]) =>
    Promise.all(
      [staged, staged.toReversed()].map(async (rows) => {
        const [after] = await recordsAfter("tickets", [{ on: day1, staged: rows }]);
        return pick(after ?? [], "status");
      }),
    );

  test("with equal updated_at the later landing wins, even within a day", async () => {
    const open = landed(day1, "1", { status: "open", updated_at, position: 2, content_hash: "z" });
    const later = { status: "solved", updated_at, position: 1, extracted_at: `${day1} 18:00:00` };
    expect(await solved([open, landed(day1, "1", later)])).toEqual([
      [{ status: "solved" }],
      [{ status: "solved" }],
    ]);
    const [, nextDay] = await recordsAfter("tickets", [
      { on: day1, staged: [open] },
      { on: day2, staged: [landed(day2, "1", { status: "solved", updated_at, position: 1 })] },
    ]);
    expect(pick(nextDay ?? [], "status")).toEqual([{ status: "solved" }]);
  });

  test("of two versions in one load the later one in its files wins, and one without a position never does", async () => {
    const version = (status: string, position: number | null) =>
      landed(day1, "1", { status, updated_at, position, content_hash: status === "open" ? "z" : "a" });
    for (const open of [version("open", 1), version("open", null)])
      expect(await solved([open, version("solved", 10_000_000_001)])).toEqual([
        [{ status: "solved" }],
        [{ status: "solved" }],
      ]);
  });

  test("of a history loaded twice the later load wins, whatever date it gives the record", async () => {
    const outline = (landed_on: string, loaded: string, name: string) =>
      landed(landed_on, "1", { is_outline: true, name, extracted_at: `${loaded} 12:00:00` });
    const [after] = await recordsAfter("accounts", [
      { on: day3, staged: [outline(day2, day2, "wrong date"), outline(day1, day3, "right date")] },
    ]);
    expect(pick(after ?? [], "name")).toEqual([{ name: "right date" }]);
  });

  test("records of different sources are never merged", async () => {
    const [after] = await recordsAfter("accounts", [
      { on: day1, staged: [landed(day1, "1"), landed(day1, "1", { source: "desk" })] },
    ]);
    expect(after).toHaveLength(2);
  });

  test("a rejected row leaves its record's previous state", async () => {
    const [, after] = await recordsAfter("accounts", [
      { on: day1, staged: [landed(day1, "1", { name: "good" })] },
      { on: day2, staged: [landed(day2, "1", { name: "bad", reject_reason: "not a date: customer_since" })] },
    ]);
    expect(pick(after ?? [], "name", "deleted_on")).toEqual([{ name: "good", deleted_on: null }]);
  });
});

describe("full snapshots", () => {
  const staged = (on: string, ...ids: string[]) =>
    ids.map((id) => landed(on, id, { name: `${id} of ${on}` }));
  const day = (on: string, ...ids: string[]) => ({
    on,
    staged: staged(on, ...ids),
    batches: [snapshot(on, "accounts")],
  });

  test("a record missing from a snapshot is deleted on the snapshot's date, and restored by a snapshot that has it", async () => {
    const [, second, third] = await recordsAfter("accounts", [
      day(day1, "1", "2"),
      day(day2, "1"),
      day(day3, "1", "2"),
    ]);
    expect(pick(second ?? [], "record_id", "landed_on", "deleted_on")).toEqual([
      { record_id: "1", landed_on: day2, deleted_on: null },
      { record_id: "2", landed_on: day1, deleted_on: day2 },
    ]);
    expect(pick(third ?? [], "record_id", "deleted_on")).toEqual([
      { record_id: "1", deleted_on: null },
      { record_id: "2", deleted_on: null },
    ]);
  });

  test("a deleted record keeps the date of the first snapshot without it", async () => {
    const [, , third] = await recordsAfter("accounts", [day(day1, "1", "2"), day(day2, "1"), day(day3, "1")]);
    expect(pick(third ?? [], "record_id", "deleted_on")).toContainEqual({ record_id: "2", deleted_on: day2 });
  });

  test("the rows of a snapshot replace earlier ones, whatever their updated_at", async () => {
    const row = (on: string, updated_at: string) => landed(on, "1", { name: on, updated_at });
    const [, after] = await recordsAfter("accounts", [
      { on: day1, staged: [row(day1, "2024-04-30 00:00:00")], batches: [snapshot(day1, "accounts")] },
      { on: day2, staged: [row(day2, "2024-04-01 00:00:00")], batches: [snapshot(day2, "accounts")] },
    ]);
    expect(pick(after ?? [], "name")).toEqual([{ name: day2 }]);
  });

  test("of three snapshots landed at once only the newest counts", async () => {
    const [, after] = await recordsAfter("accounts", [
      day("2024-04-28", "1", "2", "3"),
      {
        on: day3,
        staged: staged(day3, "1"),
        batches: [
          snapshot(day1, "accounts", { is_read: false }),
          snapshot(day2, "accounts", { is_read: false }),
          snapshot(day3, "accounts"),
        ],
      },
    ]);
    expect(pick(after ?? [], "record_id", "deleted_on")).toEqual([
      { record_id: "1", deleted_on: null },
      { record_id: "2", deleted_on: day3 },
      { record_id: "3", deleted_on: day3 },
    ]);
  });

  test("an empty snapshot deletes all records of its stream, and none of another stream", async () => {
    const [, after] = await recordsAfter("accounts", [
      { ...day(day1, "1"), staged: [...staged(day1, "1"), landed(day1, "9", { stream: "others" })] },
      { on: day2, batches: [snapshot(day2, "accounts", { records: 0 })] },
    ]);
    expect(pick(after ?? [], "record_id", "deleted_on")).toEqual([
      { record_id: "9", deleted_on: null },
      { record_id: "1", deleted_on: day2 },
    ]);
  });

  test("an incomplete snapshot deletes nothing", async () => {
    const [, after] = await recordsAfter("accounts", [
      day(day1, "1", "2"),
      { on: day2, staged: staged(day2, "1"), batches: [snapshot(day2, "accounts", { is_whole: false })] },
    ]);
    expect(pick(after ?? [], "record_id", "landed_on", "deleted_on")).toEqual([
      { record_id: "1", landed_on: day2, deleted_on: null },
      { record_id: "2", landed_on: day1, deleted_on: null },
    ]);
  });

  test("a record named in another form by an unreadable row keeps its previous state", async () => {
    const [, after] = await recordsAfter("accounts", [
      day(day1, "1", "2", "3"),
      { ...day(day2, "1"), named: [{ source: "crm", stream: "things", record_id: " 2.0 " }] },
    ]);
    expect(pick(after ?? [], "record_id", "landed_on", "deleted_on")).toEqual([
      { record_id: "1", landed_on: day2, deleted_on: null },
      { record_id: "2", landed_on: day1, deleted_on: null },
      { record_id: "3", landed_on: day1, deleted_on: day2 },
    ]);
  });

  test("an unreadable row of a snapshot keeps its record's previous state", async () => {
    const [, after] = await recordsAfter("accounts", [
      day(day1, "1"),
      {
        on: day2,
        staged: [landed(day2, "1", { name: "bad", reject_reason: "unknown word: segment" })],
        batches: [snapshot(day2, "accounts")],
      },
    ]);
    expect(pick(after ?? [], "name", "deleted_on")).toEqual([{ name: `1 of ${day1}`, deleted_on: null }]);
  });

  test("a snapshot committed after a newer one was read changes nothing", async () => {
    const [, , after] = await recordsAfter("accounts", [
      day("2024-04-28", "1", "2"),
      day(day2, "1"),
      { on: day3, staged: staged(day1, "1", "2", "3"), batches: [snapshot(day1, "accounts")] },
    ]);
    expect(pick(after ?? [], "record_id", "landed_on", "deleted_on")).toEqual([
      { record_id: "1", landed_on: day2, deleted_on: null },
      { record_id: "2", landed_on: "2024-04-28", deleted_on: day2 },
    ]);
  });

  test("a snapshot of one entity leaves other entities alone", async () => {
    const [, after] = await recordsAfter("tickets", [
      { on: day1, staged: [landed(day1, "1")] },
      { on: day2, batches: [snapshot(day2, "accounts")] },
    ]);
    expect(pick(after ?? [], "deleted_on")).toEqual([{ deleted_on: null }]);
  });
});

test("a record of a history shows only stable facts until the day of its export, and all of them from then on", async () => {
  const outline = landed(day1, "1", { is_outline: true, customer_since: day1 });
  const whole = landed(day1, "1", { known_on: day3, customer_since: day1, name: "Acme" });
  const [first, second, third] = await recordsAfter("accounts", [
    { on: day1, staged: [outline, whole] },
    { on: day2 },
    { on: day3 },
  ]);
  const both = [
    { known_on: day1, name: null },
    { known_on: day3, name: "Acme" },
  ];
  const byDay = (rows = first) =>
    pick(rows ?? [], "known_on", "name").toSorted((a, b) =>
      String(a.known_on).localeCompare(String(b.known_on)),
    );
  expect(byDay(first)).toEqual(both);
  expect(byDay(second)).toEqual(both);
  expect(byDay(third)).toEqual([{ known_on: day3, name: "Acme" }]);
});

test("a record keeps the account key that it had before its last change", async () => {
  const ticket = (on: string, account_key: string) =>
    landed(on, "T1", { account_key, content_hash: account_key });
  const days = await recordsAfter("tickets", [
    { on: "2024-05-01", staged: [ticket("2024-05-01", "crm:1")] },
    { on: "2024-05-02", staged: [ticket("2024-05-02", "crm:org-1")] },
    { on: "2024-05-03", staged: [ticket("2024-05-03", "crm:org-1")] },
    { on: "2024-05-04" },
    { on: "2024-05-05", staged: [ticket("2024-05-05", "crm:2")] },
  ]);
  expect(days.map(([record]) => [record?.account_key, record?.former_account_key])).toEqual([
    ["crm:1", null],
    ["crm:org-1", "crm:1"],
    ["crm:org-1", "crm:1"],
    ["crm:org-1", "crm:1"],
    ["crm:2", "crm:org-1"],
  ]);
});
