import { describe, expect, test } from "vitest";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";

/** One measure's values by account; a1 and a2 are scored, x is not. */
async function valuesOf(
  measure: string,
  survey: string,
  responses: readonly GivenRow[],
  given: Readonly<Record<string, readonly GivenRow[]>> = {},
) {
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
      ...given,
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

  test("shrinks towards the portfolio's mean by three responses of that mean", async () => {
    const { a1, a2 } = await ratings([
      { score: 2, contact_id: "c1" },
      { score: 10, contact_id: "c2", account_id: "a2" },
      { score: 9, contact_id: "c3", account_id: "a2" },
    ]);
    expect(a1).toEqual({ value: (2 + 3 * 7) / 4, sample_size: 1, absence: null });
    expect(a2).toEqual({ value: (19 + 3 * 7) / 5, sample_size: 2, absence: null });
  });

  test("takes the latest response of each contact, and every response without a contact", async () => {
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

  test("is no_response without responses, or with only ones off the scale or on another one", async () => {
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

  test("takes the latest response about a ticket", async () => {
    const { a1 } = await answers([
      { score: 5, ticket_id: "t1", responded_at: "2024-06-01 10:00:00" },
      { score: 1, ticket_id: "t1", responded_at: "2024-06-02 10:00:00" },
      { score: 5, ticket_id: "t2" },
    ]);
    expect(a1).toEqual({ value: 0.5, sample_size: 2, absence: null });
  });

  test("never mixes scales: the most used one counts, or the latest of equals", async () => {
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

const asking = { source: "surveys", stream: "asked", entity: "survey_invitations" };
const invited = (sent_on: string, more: GivenRow = {}) => ({
  invitation_id: `i${sent_on}`,
  ...{ source: "surveys", account_id: "a1", survey: "nps", contact_id: "c1", sent_at: `${sent_on} 08:00:00` },
  ...more,
});

describe("without responses", () => {
  test.each([
    ["nps_rating_180d", "nps", "2024-01-03", "2024-01-02"],
    ["csat_90d", "csat", "2024-04-02", "2024-04-01"],
    ["days_since_detractor", "nps", "2023-07-02", "2023-07-01"],
  ])(
    "%s is no_response for accounts that were invited in its window, and not_applicable for others",
    async (...given) => {
      const [measure, survey, within, before] = given;
      const { a1, a2 } = await valuesOf(measure, survey, [], {
        streams: [{ ...asking, last_landed_on: "2024-06-30" }],
        survey_invitations: [
          invited(within, { survey }),
          invited(before, { survey, account_id: "a2" }),
          invited(within, {
            survey: survey === "nps" ? "csat" : "nps",
            account_id: "a2",
            invitation_id: "other",
          }),
        ],
      });
      expect(a1).toEqual({ value: null, sample_size: 0, absence: "no_response" });
      expect(a2).toEqual({ value: null, sample_size: 0, absence: "not_applicable" });
    },
  );

  test.each([[[]], [[{ ...asking, last_landed_on: null }]]])(
    "it is no_response for all if no stream holds invitations: %j",
    async (streams) => {
      for (const measure of ["nps_rating_180d", "csat_90d", "days_since_detractor"])
        expect((await valuesOf(measure, "nps", [], { streams })).a1).toMatchObject({
          absence: "no_response",
        });
    },
  );
});

describe("the days since a detractor", () => {
  const days = (responses: readonly GivenRow[]) => valuesOf("days_since_detractor", "nps", responses);

  test("count from the latest rating of 6 or less that is still its contact's latest", async () => {
    const { a1 } = await days([
      { score: 6, contact_id: "c1", responded_at: "2024-06-10 10:00:00" },
      { score: 0, contact_id: "c2", responded_at: "2024-05-01 10:00:00" },
      { score: 3, contact_id: "c3", responded_at: "2024-06-20 10:00:00" },
      { score: 7, contact_id: "c3", responded_at: "2024-06-21 10:00:00" },
    ]);
    expect(a1).toEqual({ value: 20, sample_size: 2, absence: null });
  });

  test("look back 365 days, and have no value if all respondents are content", async () => {
    const { a1, a2 } = await days([
      { score: 2, contact_id: "c1", responded_at: "2023-07-02 10:00:00" },
      { score: 9, contact_id: "c2", account_id: "a2" },
      { score: 2, contact_id: "c3", account_id: "a2", responded_at: "2023-07-01 10:00:00" },
    ]);
    expect(a1).toMatchObject({ value: 364 });
    expect(a2).toEqual({ value: null, sample_size: 0, absence: "not_applicable" });
  });
});

describe("the response rate", () => {
  const rate = (invitations: readonly GivenRow[], responses: readonly GivenRow[]) =>
    valuesOf("response_rate_180d", "nps", responses, { survey_invitations: invitations });

  test("is the share of invitations answered, by id or by contact and survey within 60 days", async () => {
    const { a1 } = await rate(
      [
        invited("2024-02-01", { invitation_id: "named" }),
        invited("2024-03-01", { contact_id: "c2" }),
        invited("2024-03-02", { contact_id: "c3", survey: "csat" }),
        invited("2024-03-03", { contact_id: "c4" }),
      ],
      [
        { score: 9, invitation_id: "named", contact_id: "c9" },
        { score: 9, contact_id: "c2", responded_at: "2024-04-30 23:00:00" },
        { score: 9, contact_id: "c3", responded_at: "2024-03-10 10:00:00" },
        { score: 9, contact_id: "c4", responded_at: "2024-05-03 10:00:00" },
      ],
    );
    expect(a1).toEqual({ value: 0.5, sample_size: 4, absence: null });
  });

  test("credits a response to the latest invitation before it, and to one only", async () => {
    const { a1 } = await rate(
      [invited("2024-03-01"), invited("2024-03-15"), invited("2024-04-01")],
      [
        { score: 9, contact_id: "c1", responded_at: "2024-03-20 10:00:00" },
        { score: 8, contact_id: "c1", responded_at: "2024-03-21 10:00:00" },
      ],
    );
    expect(a1).toMatchObject({ value: 1 / 3, sample_size: 3 });
  });

  test("waits 14 days for a response, and looks back 180", async () => {
    const { a1 } = await rate(
      [
        invited("2024-06-17"),
        invited("2024-06-16", { contact_id: "c2" }),
        invited("2024-06-29", { contact_id: "c3" }),
        invited("2024-01-02", { contact_id: "c4" }),
      ],
      [{ score: 9, contact_id: "c3", responded_at: "2024-06-30 10:00:00" }],
    );
    expect(a1).toEqual({ value: 0.5, sample_size: 2, absence: null });
  });

  test("is a true zero without responses, and not_applicable without invitations", async () => {
    const { a1, a2 } = await rate([invited("2024-03-01")], []);
    expect(a1).toEqual({ value: 0, sample_size: 1, absence: null });
    expect(a2).toEqual({ value: null, sample_size: 0, absence: "not_applicable" });
  });
});
