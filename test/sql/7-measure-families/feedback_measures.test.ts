import { describe, expect, test } from "vitest";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";

/** The values of one measure by account; a1 and a2 are scored, x is not. */
async function valuesOf(measure: string, survey: string, responses: readonly GivenRow[]) {
  const rows = await rowsOf("feedback_measures", {
    asOf: "2024-06-30",

    given: {
      accounts: [
        { account_id: "a1", is_scored: true },
        { account_id: "a2", is_scored: true },
        { account_id: "x", is_scored: false },
      ],
      survey_responses: responses.map((response, index) => ({
        response_id: `r${index}`,
        source: "surveys",
        account_id: "a1",
        survey,
        responded_at: "2024-06-01 10:00:00",
        ...response,
      })),
    },
  });
  const own = rows.filter((row) => row.measure === measure);
  return Object.fromEntries(
    pick(own, "account_id", "value", "sample_size", "absence").map(({ account_id, ...rest }) => [
      account_id,
      rest,
    ]),
  );
}

describe("the NPS rating", () => {
  const ratings = (responses: readonly GivenRow[]) => valuesOf("nps_rating_180d", "nps", responses);

  test("is drawn to the portfolio's mean by three answers of that mean", async () => {
    const { a1, a2 } = await ratings([
      { score: 2, contact_id: "c1" },
      { score: 10, contact_id: "c2", account_id: "a2" },
      { score: 9, contact_id: "c3", account_id: "a2" },
    ]);
    expect(a1).toEqual({ value: (2 + 3 * 7) / 4, sample_size: 1, absence: null });
    expect(a2).toEqual({ value: (19 + 3 * 7) / 5, sample_size: 2, absence: null });
  });

  test("takes the latest answer of a contact; answers without a contact stand for themselves", async () => {
    const { a1 } = await ratings([
      { score: 0, contact_id: "c1", responded_at: "2024-05-01 10:00:00" },
      { score: 8, contact_id: "c1", responded_at: "2024-06-30 23:59:59" },
      { score: 6 },
      { score: 4 },
    ]);
    expect(a1).toEqual({ value: 6, sample_size: 3, absence: null });
  });

  test("looks back 180 days", async () => {
    const { a1 } = await ratings([
      { score: 8, responded_at: "2024-01-03 00:00:00" },
      { score: 0, responded_at: "2024-01-02 23:59:59" },
    ]);
    expect(a1).toEqual({ value: 8, sample_size: 1, absence: null });
  });

  test("is no response when nobody answered, or only off the scale or on another one", async () => {
    const { a1 } = await ratings([{ score: 11 }, { score: -1 }, { score: 4, scale_max: 5 }]);
    expect(a1).toEqual({ value: null, sample_size: 0, absence: "no_response" });
  });

  test("leaves accounts that are not scored out of the portfolio's mean", async () => {
    const { a1, x } = await ratings([{ score: 5 }, { score: 9, account_id: "x" }]);
    expect(a1).toMatchObject({ value: 5 });
    expect(x).toBeUndefined();
  });
});

describe("CSAT", () => {
  const answers = (responses: readonly GivenRow[]) => valuesOf("csat_90d", "csat", responses);

  test("counts 4 and 5 of 5 as positive", async () => {
    const scores = [...Array(42).fill(5), ...Array(32).fill(4), 3, 3, 2, 1];
    const { a1, a2 } = await answers(scores.map((score) => ({ score })));
    expect(a1).toEqual({ value: 74 / 78, sample_size: 78, absence: null });
    expect(a2).toEqual({ value: null, sample_size: 0, absence: "no_response" });
  });

  test.each([
    [1, [0, 1], 1],
    [3, [1, 2, 3], 1],
    [7, [5, 6, 7], 2],
    [10, [7, 8, 9], 2],
    [100, [79, 80, 100], 2],
  ])("of a scale up to %s counts 80 % of it or more as positive", async (scale_max, scores, positive) => {
    const { a1 } = await answers(scores.map((score) => ({ score, scale_max })));
    expect(a1).toMatchObject({ value: positive / scores.length });
  });

  test("takes the latest answer about a ticket", async () => {
    const { a1 } = await answers([
      { score: 5, ticket_id: "t1", responded_at: "2024-06-01 10:00:00" },
      { score: 1, ticket_id: "t1", responded_at: "2024-06-02 10:00:00" },
      { score: 5, ticket_id: "t2" },
    ]);
    expect(a1).toEqual({ value: 0.5, sample_size: 2, absence: null });
  });

  test("never mixes scales: the one used most counts, of equal ones the latest", async () => {
    const most = await answers([
      { score: 1, scale_max: 5 },
      { score: 2, scale_max: 5 },
      { score: 10, scale_max: 10 },
    ]);
    expect(most.a1).toEqual({ value: 0, sample_size: 2, absence: null });
    const latest = await answers([
      { score: 1, scale_max: 10 },
      { score: 5, scale_max: 5, responded_at: "2024-06-02 10:00:00" },
    ]);
    expect(latest.a1).toEqual({ value: 1, sample_size: 1, absence: null });
  });

  test("looks back 90 days", async () => {
    const { a1 } = await answers([
      { score: 5, responded_at: "2024-04-02 00:00:00" },
      { score: 1, responded_at: "2024-04-01 23:59:59" },
    ]);
    expect(a1).toEqual({ value: 1, sample_size: 1, absence: null });
  });
});
