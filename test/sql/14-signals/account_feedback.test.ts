import { describe, expect, test } from "vitest";
import { type GivenRow, rowsOf } from "../../support/given.ts";

const accounts = [
  { account_id: "a", is_scored: true },
  { account_id: "gone", is_scored: false },
];
const answer = (id: string, rest: GivenRow): GivenRow => ({
  ...{ response_id: id, source: "surveys", account_id: "a", survey: "nps", score: 9 },
  ...{ responded_at: "2024-06-01 10:00:00", ...rest },
});
const invitation = (id: string, rest: GivenRow = {}): GivenRow => ({
  ...{ invitation_id: id, source: "surveys", account_id: "a", survey: "nps", contact_id: "ann" },
  ...{ sent_at: "2024-05-01 10:00:00", ...rest },
});

async function feedbackOf(
  survey_responses: readonly GivenRow[],
  survey_invitations: readonly GivenRow[] = [],
) {
  const given = { accounts, survey_responses, survey_invitations };
  const [row, ...others] = await rowsOf("account_feedback", { asOf: "2024-06-30", given });
  expect(others).toEqual([]);
  return row;
}

describe("NPS responses", () => {
  test("count 9 and 10 as promoters, 0 to 6 as detractors, taking the latest of each contact in 180 days", async () => {
    const scores = [0, 6, 7, 8, 9, 10];
    const row = await feedbackOf([
      ...scores.map((score) => answer(`r${score}`, { score, contact_id: `c${score}` })),
      answer("earlier", { score: 0, contact_id: "c10", responded_at: "2024-05-31 10:00:00" }),
      answer("nameless", { score: 9 }),
      answer("too old", { score: 0, contact_id: "old", responded_at: "2024-01-02 23:59:59" }),
      answer("just in", { score: 9, contact_id: "new", responded_at: "2024-01-03 00:00:00" }),
      answer("off the scale", { score: 11 }),
      answer("on another scale", { score: 5, scale_max: 5 }),
      answer("of another survey", { score: 5, survey: "csat" }),
      answer("of one who left", { score: 0, account_id: "gone" }),
      answer("of nobody known", { score: 0, account_id: null }),
    ]);
    expect(row).toMatchObject({ account_id: "a", answers: 8, promoters: 4, detractors: 2, invitations: 0 });
  });
});

describe("an invitation", () => {
  test("is answered by a response that names it, or by one of its contact within 60 days", async () => {
    const row = await feedbackOf(
      [
        answer("by name", { invitation_id: "i1" }),
        answer("by contact", { contact_id: "bob", responded_at: "2024-06-30 09:00:00" }),
        answer("too late", { contact_id: "cy", responded_at: "2024-06-30 09:00:00" }),
        answer("before it was asked", { contact_id: "di", responded_at: "2024-04-30 09:00:00" }),
        answer("about something else", { contact_id: "ed", survey: "csat", score: 5 }),
      ],
      [
        invitation("i1"),
        invitation("i2", { contact_id: "bob" }),
        invitation("i3", { contact_id: "cy", sent_at: "2024-04-30 10:00:00" }),
        invitation("i4", { contact_id: "di" }),
        invitation("i5", { contact_id: "ed" }),
      ],
    );
    expect(row).toMatchObject({ invitations: 5, answered_invitations: 2 });
  });

  test("of two to one person is answered by the response that follows it", async () => {
    const row = await feedbackOf(
      [answer("r", { contact_id: "ann" })],
      [invitation("i1"), invitation("i2", { sent_at: "2024-05-20 10:00:00" })],
    );
    expect(row).toMatchObject({ invitations: 2, answered_invitations: 1 });
  });

  test("counts after 14 days or once answered, and for 180 days", async () => {
    const row = await feedbackOf(
      [answer("r", { invitation_id: "i1", responded_at: "2024-06-29 10:00:00" })],
      [
        invitation("i1", { sent_at: "2024-06-28 10:00:00" }),
        invitation("i2", { sent_at: "2024-06-17 00:00:00" }),
        invitation("i3", { sent_at: "2024-06-16 23:59:59" }),
        invitation("i4", { sent_at: "2024-01-02 23:59:59" }),
      ],
    );
    expect(row).toMatchObject({ invitations: 2, answered_invitations: 1 });
  });
});

test("ticket ratings are counted by scale: the latest of each ticket, positive from 80 % of the maximum", async () => {
  const rating = (id: string, rest: GivenRow) => answer(id, { survey: "csat", ...rest });
  const rows = await rowsOf("account_csat", {
    asOf: "2024-06-30",
    given: {
      accounts,
      survey_responses: [
        rating("r1", { score: 4, ticket_id: "t1" }),
        rating("r2", { score: 1, ticket_id: "t1", responded_at: "2024-05-01 10:00:00" }),
        rating("r3", { score: 3, ticket_id: "t2" }),
        rating("r4", { score: 5 }),
        rating("r5", { score: 7, scale_max: 10 }),
        rating("r6", { score: 8, scale_max: 10 }),
        rating("too old", { score: 5, responded_at: "2024-04-01 23:59:59" }),
        rating("off the scale", { score: 6 }),
        rating("of one who left", { score: 1, account_id: "gone" }),
        answer("of another survey", { score: 9 }),
      ],
    },
  });
  expect(rows).toEqual([
    { account_id: "a", scale_max: 5, answers: 3, positive_answers: 2 },
    { account_id: "a", scale_max: 10, answers: 2, positive_answers: 1 },
  ]);
});
