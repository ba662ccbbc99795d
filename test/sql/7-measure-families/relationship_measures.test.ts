import { describe, expect, test } from "vitest";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";

async function measuresOfOne(
  given: { readonly touchpoints?: readonly GivenRow[]; readonly contacts?: readonly GivenRow[] },
  customer_since: string | null = "2024-01-01",
  owner_since: string | null = null,
) {
  const ofOne = (rows: readonly GivenRow[] = []) => rows.map((row) => ({ account_id: "a1", ...row }));
  const rows = await rowsOf("relationship_measures", {
    asOf: "2024-06-30",
    given: {
      accounts: [
        { account_id: "a1", is_scored: true, customer_since, owner_since },
        { account_id: "x", is_scored: false },
      ],
      touchpoints: ofOne(given.touchpoints).map((row, index) => ({ touchpoint_id: `t${index}`, ...row })),
      contacts: ofOne(given.contacts),
    },
  });
  return Object.fromEntries(
    pick(rows, "measure", "value", "sample_size", "absence").map(({ measure, ...rest }) => [measure, rest]),
  );
}

const touched = (day: string, more: GivenRow = {}) => ({ occurred_at: `${day} 15:00:00`, ...more });

describe("days since a touchpoint", () => {
  test("count from the latest", async () => {
    const { days_since_touchpoint } = await measuresOfOne({
      touchpoints: [touched("2024-06-20"), touched("2024-05-01"), touched("2024-06-29", { account_id: "x" })],
    });
    expect(days_since_touchpoint).toEqual({ value: 10, sample_size: 2, absence: null });
  });

  test("count from the first day as a customer if there never was one", async () => {
    const { days_since_touchpoint } = await measuresOfOne({}, "2024-06-01");
    expect(days_since_touchpoint).toEqual({ value: 29, sample_size: 0, absence: null });
  });

  test("are not_applicable if that day is unknown too", async () => {
    const { days_since_touchpoint } = await measuresOfOne({}, null);
    expect(days_since_touchpoint).toEqual({ value: null, sample_size: 0, absence: "not_applicable" });
  });
});

describe("an active champion", () => {
  const contact = (is_champion: boolean | null, is_active: boolean | null) => ({ is_champion, is_active });

  test("is 1 while there is one, and 0 when all have left", async () => {
    const one = await measuresOfOne({ contacts: [contact(true, false), contact(true, true)] });
    expect(one.champion_active).toEqual({ value: 1, sample_size: 2, absence: null });
    const none = await measuresOfOne({ contacts: [contact(true, false), contact(false, true)] });
    expect(none.champion_active).toEqual({ value: 0, sample_size: 1, absence: null });
  });

  test("is unknown if it depends on a contact whose end date is unreadable", async () => {
    const hanging = await measuresOfOne({ contacts: [contact(true, false), contact(true, null)] });
    expect(hanging.champion_active).toEqual({ value: null, sample_size: 2, absence: "not_applicable" });
    const settled = await measuresOfOne({ contacts: [contact(true, true), contact(true, null)] });
    expect(settled.champion_active).toEqual({ value: 1, sample_size: 2, absence: null });
  });

  test("is not_applicable if none was ever named", async () => {
    const { champion_active } = await measuresOfOne({
      contacts: [contact(false, true), contact(null, true)],
    });
    expect(champion_active).toEqual({ value: null, sample_size: 0, absence: "not_applicable" });
  });
});

describe("the pulse", () => {
  const pulse = async (...touchpoints: GivenRow[]) => (await measuresOfOne({ touchpoints })).csm_pulse;

  test("ends when another owner takes over, and an older one does not come back", async () => {
    const touchpoints = [touched("2024-05-20", { pulse: 5 }), touched("2024-06-10", { pulse: 2 })];
    const ownedSince = async (day: string) => (await measuresOfOne({ touchpoints }, null, day)).csm_pulse;
    expect(await ownedSince("2024-06-10")).toMatchObject({ value: 2 });
    expect(await ownedSince("2024-06-11")).toMatchObject({ value: null, absence: "no_response" });
  });
  const unknown = { value: null, sample_size: 0, absence: "no_response" };

  test("is the latest given, regardless of later touchpoints", async () => {
    expect(
      await pulse(
        touched("2024-06-01", { pulse: 2 }),
        touched("2024-06-10", { pulse: 4 }),
        touched("2024-06-20"),
      ),
    ).toEqual({ value: 4, sample_size: 1, absence: null });
  });

  test("counts until it expires, and no older one replaces it then", async () => {
    const older = touched("2024-05-01", { pulse: 5, pulse_expires_on: "2025-01-01" });
    const until = (pulse_expires_on: string) => touched("2024-06-01", { pulse: 2, pulse_expires_on });
    expect(await pulse(older, until("2024-07-01"))).toMatchObject({ value: 2 });
    expect(await pulse(older, until("2024-06-30"))).toEqual(unknown);
  });

  test("counts for 90 days without an expiry", async () => {
    expect(await pulse(touched("2024-04-02", { pulse: 3 }))).toMatchObject({ value: 3 });
    expect(await pulse(touched("2024-04-01", { pulse: 3 }))).toEqual(unknown);
  });

  test("has no value off the scale, and without any pulse is no_response", async () => {
    expect(
      await pulse(
        touched("2024-06-01", { pulse: 1 }),
        touched("2024-06-02", { pulse: 0 }),
        touched("2024-06-03", { pulse: 6 }),
      ),
    ).toMatchObject({ value: 1 });
    expect(await pulse()).toEqual(unknown);
  });
});
