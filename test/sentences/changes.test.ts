import { describe, expect, test } from "vitest";
import { type ChangedScore, type ChangeReason, leadOf, toldReasons } from "../../lib/sentences/changes.ts";
import { fromTo, type MeasureWords, scoresText, valueText } from "../../lib/sentences/values.ts";

const words = (label: string, unit = ""): MeasureWords => ({
  label,
  unit,
  becomes_one: null,
  becomes_zero: null,
});
const activeDays = words("active days in 28", "days");
const seats = words("seats used in 28 days", "share");
const urgent = words("urgent open tickets", "tickets");
const champion = {
  ...words("champion", "1 or 0"),
  ...{ becomes_one: "a champion is active again", becomes_zero: "the last champion left" },
};

const reason = (cause: string, points: number, more: Partial<ChangeReason> = {}): ChangeReason => ({
  ...{ cause, points, reason: null, value_from: null, value_to: null, known_from: null },
  ...{ from_date: "2026-06-13", measure: null, source: null, last_usable_on: null },
  ...{ happened_on: null, ...more },
});
const moved = (measure: MeasureWords, value_from: number, value_to: number, points: number) =>
  reason("behaviour", points, { measure, value_from, value_to, known_from: "2026-06-13" });

const score: ChangedScore = {
  ...{ as_of_date: "2026-06-20", scorecard: "standard", score_from: 76.4, score_to: 62.1 },
  ...{ floored_score: 62.1, cap_rule: null, band_from: "green", band_to: "yellow" },
  ...{ green: 70, yellow: 45 },
  ...{ override_author: null, override_reason: null, override_expires_on: null },
};
const told = (reasons: readonly ChangeReason[], of: Partial<ChangedScore> = {}) =>
  toldReasons(reasons, { ...score, ...of }).map(({ text }) => text);

test("a measure whose earlier value is not known is named with its present one", () => {
  const unknown = { measure: activeDays, value_to: 3 };
  expect(told([reason("behaviour", -5.1, unknown)])).toEqual([
    "Active days in 28 changed, and are at 3: −5.1 points.",
  ]);
});

test("an override says who set the score, until when and why, and that it has ended", () => {
  const set = { override_author: "Ada", override_reason: "signed", override_expires_on: "2026-07-01" };
  expect(told([reason("override", 13.6)], { ...set, score_to: 90 })).toEqual([
    "Ada set the score to 90.0 until 30 June (signed): +13.6 points.",
  ]);
  expect(told([reason("override", -13.6)])).toEqual([
    "The score that was set by hand has ended: −13.6 points.",
  ]);
});

describe("what a measure did", () => {
  test.each([
    [moved(activeDays, 14, 3, -12.06), "Active days in 28 fell from 14 to 3: −12.1 points."],
    [moved(seats, 1, 0.5, -10.3), "Seats used in 28 days fell from 100 % to 50 %: −10.3 points."],
    [moved(urgent, 0, 13, -6), "Urgent open tickets rose from 0 to 13: −6.0 points."],
    [moved(champion, 1, 0, -8.3), "The last champion left: −8.3 points."],
    [moved(champion, 0, 1, 8.3), "A champion is active again: +8.3 points."],
    [moved(words("CSM pulse", "rating 1-5"), 5, 1, -1), "CSM pulse fell from 5 to 1 of 5: −1.0 points."],
    [
      moved(words("days since the last touchpoint", "days"), 31, 61, -2),
      "61 days since the last touchpoint, 31 before: −2.0 points.",
    ],
    [
      moved(words("days since the last touchpoint", "days"), 0, 1, -0.3),
      "1 day since the last touchpoint, 0 before: −0.3 points.",
    ],
    [
      { ...moved(seats, 0.6, 0.5, -2), known_from: "2026-05-11" },
      "Seats used in 28 days fell from 60 % to 50 %, compared with 11 May: −2.0 points.",
    ],
  ])("%#: %s", (given, text) => {
    expect(told([given])).toEqual([text]);
  });

  test("is told with the decimals that show it", () => {
    expect(fromTo(0.012, 0.326, words("tickets per seat in 28 days", "tickets per seat"))).toBe(
      "from 0 to 0.3",
    );
    expect(fromTo(8.21, 8.24, words("NPS rating", "rating 0-10"))).toBe("from 8.21 to 8.24 of 10");
    expect(fromTo(0.681, 0.683, seats)).toBe("from 68.1 % to 68.3 %");
    expect(valueText(0.004, seats)).toBe("0.4 %");
    expect(fromTo(12, 30.5, words("median time to solution in 90 days", "hours"))).toBe(
      "from 12 to 30.5 hours",
    );
    expect(scoresText(45.02, 44.98, "→")).toBe("45.02 → 44.98");
    expect(scoresText(46, 44.8, "→")).toBe("46.0 → 44.8");
  });
});

describe("what the data did says nothing about the customer", () => {
  const of = (label: string, why: string, points: number, more: Partial<ChangeReason> = {}) =>
    reason("availability", points, { reason: why, measure: words(label), source: "helpdesk", ...more });

  test("a silent source is one sentence for all of its measures", () => {
    const silent = { last_usable_on: "2026-06-10" };
    expect(
      told([
        of("urgent open tickets", "stale", -0.89, silent),
        of("age of the oldest open ticket", "stale", -0.44, silent),
        of("reopened tickets", "stale", 0.12, silent),
      ]),
    ).toEqual([
      "The source helpdesk has sent nothing usable since 10 June: −1.2 points; this says nothing about the customer.",
    ]);
  });

  test("a source that was silent, and is back on the later day, is not said to be silent", () => {
    expect(told([of("urgent open tickets", "stale", -0.9)])).toEqual([
      "The source helpdesk was silent for some of the time: −0.9 points; this says nothing about the customer.",
    ]);
  });

  test.each([
    [
      "back",
      "The source helpdesk is back (urgent open tickets: 1): +2.0 points, for what happened meanwhile or before.",
    ],
    [
      "matched",
      "Keys of helpdesk point to other accounts than before: +2.0 points; this says nothing about the customer.",
    ],
  ])("%s", (why, text) => {
    expect(told([of("urgent open tickets", why, 2, { value_to: 1 })])).toEqual([text]);
  });

  test("a measure that comes or goes", () => {
    expect(told([of("NPS rating in 180 days", "no_response", 2)])).toEqual([
      "NPS rating in 180 days is no longer known, as there is no recent answer: +2.0 points.",
    ]);
    expect(told([of("terms renewed in a year", "not_applicable", -2, { value_to: 1 })])).toEqual([
      "Terms renewed in a year now apply (1): −2.0 points.",
    ]);
  });
});

describe("the config, and limits", () => {
  test.each([
    [reason("scorecard", -27.6), "Moved to the scorecard standard: −27.6 points."],
    [reason("config", -6.5), "The scorecard changed: −6.5 points."],
    [
      reason("config", -6.5, { measure: activeDays }),
      "Active days in 28 are counted differently: −6.5 points.",
    ],
    [reason("floor", 3, { reason: "in daily use" }), 'The floor "in daily use" gives more: +3.0 points.'],
  ])("%#", (given, text) => {
    expect(told([given])).toEqual([text]);
  });

  test("a cap says what the score would be without it", () => {
    const capped = { score_from: 76.8, score_to: 39, floored_score: 76.2, cap_rule: "overdue invoice" };
    expect(
      told([reason("cap", -37.2, { reason: "overdue invoice" }), moved(activeDays, 14, 13, -0.6)], capped),
    ).toEqual([
      'The cap "overdue invoice" holds: −37.2 points (without it 76.2).',
      "Active days in 28 fell from 14 to 13: −0.6 points.",
    ]);
  });

  test("a cap that holds no longer says so, and one that takes less does", () => {
    const lifted = [reason("cap", 31.7, { reason: "overdue invoice" })];
    const now = { score_from: 39, score_to: 70.7, floored_score: 70.7 };
    expect(told(lifted, { ...now, cap_rule: null })).toEqual([
      'The cap "overdue invoice" no longer holds: +31.7 points.',
    ]);
    expect(told(lifted, { ...now, cap_rule: "overdue invoice" })).toEqual([
      'The cap "overdue invoice" takes less: +31.7 points.',
    ]);
  });

  test("a cap that held on both days is not told, but what moved beneath it", () => {
    const capped = { score_from: 39, score_to: 39, floored_score: 60.1, cap_rule: "notice given" };
    const reasons = [reason("cap", 11.1, { reason: "notice given" }), moved(seats, 1, 0.5, -11.1)];
    expect(leadOf(reasons, { ...score, ...capped })).toBe(
      'The score stays at 39.0, held by the cap "notice given". Without it: 71.2 → 60.1.',
    );
    expect(told(reasons, capped)).toEqual(["Seats used in 28 days fell from 100 % to 50 %: −11.1 points."]);
  });
});

describe("over an edge by small steps", () => {
  const small = [moved(activeDays, 14, 13, -0.4), moved(seats, 0.5, 0.49, -0.2)];
  const lead = (score_from: number, score_to: number, of: Partial<ChangedScore> = {}, reasons = small) =>
    leadOf(reasons, {
      ...score,
      ...{ score_from, score_to, band_from: "yellow", band_to: "red", ...of },
    });

  test.each([
    [45.4, 44.8, "Slid from 45.4 to 44.8; red begins below 45."],
    [45.1, 44.98, "Slid from 45.1 to 44.98; red begins below 45."],
    [45.004, 44.996, "Slid from 45.004 to 44.996; red begins below 45."],
    [45, 44.9999999, "Slid from 45.0 to 44.9999999; red begins below 45."],
  ])("%d to %d", (from, to, text) => {
    expect(lead(from, to)).toBe(text);
  });

  test("up, and over an edge that is no whole number", () => {
    const up = { band_from: "red", band_to: "yellow" };
    expect(lead(44.9, 45, up)).toBe("Rose from 44.9 to 45.0; yellow begins at 45.");
    const halves = { band_from: "green", band_to: "yellow", green: 72.5 };
    expect(lead(72.54, 72.46, halves)).toBe("Slid from 72.54 to 72.46; yellow begins below 72.5.");
  });

  test("is not said of a large step, within a band, or where the bands are unknown", () => {
    expect(lead(46, 43.9, {}, [moved(activeDays, 14, 3, -2.1)])).toBeUndefined();
    expect(lead(46, 45.2, { band_to: "yellow" })).toBeUndefined();
    expect(lead(45.4, 44.8, { green: null, yellow: null })).toBeUndefined();
  });

  test("a score is not shown as an edge that it does not reach", () => {
    expect(scoresText(45.1, 44.98, "→")).toBe("45.1 → 44.98");
    expect(scoresText(45.1, 44.9996, "→")).toBe("45.1 → 44.9996");
    expect(scoresText(45, 45, "→")).toBe("45.0 → 45.0");
  });
});

test("changes of what is scored say when", () => {
  const on = { happened_on: "2026-06-02" };
  expect(told([reason("scorecard", -27.6, on)])).toEqual([
    "Moved to the scorecard standard on 2 June: −27.6 points.",
  ]);
  expect(told([reason("config", -6.5, on)])).toEqual(["The scorecard changed on 2 June: −6.5 points."]);
  expect(told([reason("config", -6.5, { ...on, measure: activeDays })])).toEqual([
    "Active days in 28 are counted differently since 2 June: −6.5 points.",
  ]);
  expect(
    told([reason("cap", -37.2, { ...on, reason: "overdue invoice" })], {
      cap_rule: "overdue invoice",
      floored_score: 76.2,
    }),
  ).toEqual(['The cap "overdue invoice" holds since 2 June: −37.2 points (without it 76.2).']);
});

test("a value that is back where it was is not said to have moved", () => {
  expect(told([moved(activeDays, 8, 8, -0.4)])).toEqual([
    "Active days in 28 changed in between, and are at 8 again: −0.4 points.",
  ]);
});

test("the reasons that moved the score its way come first, and small ones are left out", () => {
  expect(
    told([
      moved(urgent, 3, 1, 4),
      moved(activeDays, 14, 3, -2),
      moved(seats, 1, 0.5, -7),
      moved(urgent, 1, 2, -0.04),
    ]),
  ).toEqual([
    "Seats used in 28 days fell from 100 % to 50 %: −7.0 points.",
    "Active days in 28 fell from 14 to 3: −2.0 points.",
    "Urgent open tickets fell from 3 to 1: +4.0 points.",
  ]);
});

test("an account with a score on one of the days says so", () => {
  expect(leadOf([reason("newly_scored", 0)], score)).toBe("It had no score on 13 June.");
  expect(leadOf([reason("unscored", 0, { reason: "merged" })], score)).toBe(
    "It was merged into another account.",
  );
});
