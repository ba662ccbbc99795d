import { describe, expect, test } from "vitest";
import type { Row } from "../../../lib/warehouse/warehouse.ts";
import { pick } from "../../support/given.ts";
import { clear_when, type Day, dateOfDay, dropped, episodesOver, type Rule, turnedRed } from "./days.ts";

const red = { "turned red": true };
const fell = { dropped: true };

/** The episodes known at each day's end: `rule: first day-last day reason`, with open ones ending in `…`. */
async function storyOf(days: readonly Day[]): Promise<string[]> {
  const dayOf = (date: unknown) =>
    Math.round((Date.parse(String(date)) - Date.parse(dateOfDay(0))) / 86_400_000);
  const keyOf = ({ rule, started_on }: Row) => `${rule} ${started_on}`;
  const results = await episodesOver(days);
  return results.map((episodes) =>
    episodes
      .toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)))
      .map(({ rule, started_on, cleared_on, clear_reason, is_open }) =>
        is_open
          ? `${rule}: ${dayOf(started_on)}-…`
          : `${rule}: ${dayOf(started_on)}-${dayOf(cleared_on)} ${clear_reason}`,
      )
      .join("; "),
  );
}

describe("an episode opens when its rule is true", () => {
  test("a level rule's drop is measured from the previous run", async () => {
    const [, today] = await episodesOver([
      { day: 0, score: 75, rules: [turnedRed] },
      { day: 1, score: 35, holds: red },
    ]);
    expect(today).toEqual([
      {
        account_id: "a",
        rule: "turned red",
        severity: "high",
        started_on: "2024-01-02",
        cleared_on: null,
        clear_reason: null,
        score_from: 75,
        score_to: 35,
        band_from: "green",
        band_to: "red",
        from_date: "2024-01-01",
        last_held_on: "2024-01-02",
        runs_not_holding: 0,
        is_open: true,
      },
    ]);
  });

  test("a change rule's drop is measured from the start of its horizon", async () => {
    const results = await episodesOver([
      { day: 0, score: 90, rules: [dropped] },
      { day: 1, score: 85 },
      { day: 7, score: 70 },
      { day: 8, score: 60, holds: fell },
    ]);
    expect(pick(results[3] ?? [], "score_from", "score_to", "band_from", "from_date")).toEqual([
      { score_from: 85, score_to: 60, band_from: "green", from_date: "2024-01-02" },
    ]);
  });

  test("without a run on that day, a change rule's drop is measured from the newest run within twice the horizon", async () => {
    const results = await episodesOver([
      { day: 0, score: 90, rules: [dropped] },
      { day: 3, score: 80 },
      { day: 12, score: 60, holds: fell },
    ]);
    expect(pick(results[2] ?? [], "score_from", "from_date")).toEqual([
      { score_from: 80, from_date: "2024-01-04" },
    ]);
  });

  test("on a first day, without an earlier score", async () => {
    const [today] = await episodesOver([{ day: 0, score: 30, rules: [turnedRed], holds: red }]);
    expect(pick(today ?? [], "score_from", "score_to", "band_from", "from_date", "is_open")).toEqual([
      { score_from: null, score_to: 30, band_from: null, from_date: null, is_open: true },
    ]);
  });

  test("and keeps its opening values while the score keeps dropping and the rule becomes more severe", async () => {
    const results = await episodesOver([
      { day: 0, score: 75, rules: [turnedRed] },
      { day: 1, score: 35, holds: red },
      { day: 2, score: 20, holds: red, rules: [{ ...turnedRed, severity: "critical" }] },
    ]);
    expect(pick(results[2] ?? [], "score_from", "score_to", "severity", "last_held_on")).toEqual([
      { score_from: 75, score_to: 35, severity: "high", last_held_on: "2024-01-03" },
    ]);
  });

  test("but not while the rule's clear_when is true as well", async () => {
    const rules = [{ ...turnedRed, clear_when }];
    const story = await storyOf([{ day: 0, score: 39, rules, holds: red, clears: { "turned red": true } }]);
    expect(story).toEqual([""]);
  });
});

describe("an episode of a level rule", () => {
  test("clears when the rule is false in two consecutive runs", async () => {
    const story = await storyOf([
      { day: 0, score: 30, rules: [turnedRed], holds: red },
      { day: 1, score: 45 },
      { day: 2, score: 35, holds: red },
      { day: 3, score: 45 },
      { day: 4, score: 45 },
      { day: 5, score: 45 },
    ]);
    const open = "turned red: 0-…";
    const cleared = "turned red: 0-4 cleared";
    expect(story).toEqual([open, open, open, open, cleared, cleared]);
  });

  test("with a clear_when clears by that alone", async () => {
    const rules = [{ ...turnedRed, clear_when }];
    const story = await storyOf([
      { day: 0, score: 30, rules, holds: red },
      { day: 1, score: 42 },
      { day: 2, score: 42 },
      { day: 3, score: 42 },
      { day: 4, score: 46, clears: { "turned red": true } },
    ]);
    expect(story.at(-2)).toBe("turned red: 0-…");
    expect(story.at(-1)).toBe("turned red: 0-4 cleared");
  });
});

describe("an episode of a change rule", () => {
  const fall: Day[] = [
    { day: 0, score: 68, rules: [dropped] },
    { day: 7, score: 48, holds: fell },
  ];

  test("stays open when the rule becomes false because the drop is older than its horizon", async () => {
    const story = await storyOf([
      ...fall,
      { day: 15, score: 48 },
      { day: 16, score: 48 },
      { day: 17, score: 57.9 },
    ]);
    expect(story.at(-1)).toBe("dropped: 7-…");
  });

  test("clears when half of the drop is recovered", async () => {
    const story = await storyOf([...fall, { day: 8, score: 58 }]);
    expect(story.at(-1)).toBe("dropped: 7-8 recovered");
  });

  test("clears when the band recovers, however small the gain", async () => {
    const story = await storyOf([
      { day: 0, score: 79, rules: [dropped] },
      { day: 7, score: 62, holds: fell },
      { day: 8, score: 70 },
    ]);
    expect(story.at(-1)).toBe("dropped: 7-8 recovered");
  });

  test("without an earlier score clears like one of a level rule", async () => {
    const story = await storyOf([
      { day: 0, score: 40, rules: [dropped], holds: fell },
      { day: 1, score: 40 },
      { day: 2, score: 40 },
    ]);
    expect(story.at(-1)).toBe("dropped: 0-2 cleared");
  });

  test("does not open again while the rule still compares with the same drop", async () => {
    const story = await storyOf([
      { day: 0, score: 100, rules: [dropped] },
      { day: 7, score: 40, holds: fell },
      { day: 8, score: 72, holds: fell },
      { day: 9, score: 72, holds: fell },
    ]);
    expect(story.slice(2)).toEqual(["dropped: 7-8 recovered", "dropped: 7-8 recovered"]);
  });

  test("opens again when the recovered score is lost again", async () => {
    const story = await storyOf([
      { day: 0, score: 100, rules: [dropped] },
      { day: 7, score: 40, holds: fell },
      { day: 8, score: 72, holds: fell },
      { day: 9, score: 41, holds: fell },
    ]);
    expect(story.at(-1)).toBe("dropped: 7-8 recovered; dropped: 9-…");
  });

  test("opens again when the rule is true again after being false", async () => {
    const story = await storyOf([
      { day: 0, score: 100, rules: [dropped] },
      { day: 7, score: 40, holds: fell },
      { day: 8, score: 90, holds: fell },
      { day: 9, score: 90 },
      { day: 10, score: 75, holds: fell },
    ]);
    expect(story.at(-1)).toBe("dropped: 7-8 recovered; dropped: 10-…");
  });
});

describe("an unknown rule", () => {
  test("opens and closes no episode, and does not count as a false run", async () => {
    const unknown = { "turned red": null };
    const story = await storyOf([
      { day: 0, score: 30, rules: [turnedRed], holds: unknown },
      { day: 1, score: 30, holds: red },
      { day: 2, score: 45 },
      { day: 3, score: 45, holds: unknown, band: "insufficient_data" },
      { day: 4, score: 45, holds: unknown, band: "insufficient_data" },
      { day: 5, score: 45 },
    ]);
    const open = "turned red: 1-…";
    expect(story).toEqual(["", open, open, open, open, "turned red: 1-5 cleared"]);
  });

  test("recovers nothing while the score is below the coverage floor", async () => {
    const story = await storyOf([
      { day: 0, score: 90, rules: [dropped] },
      { day: 7, score: 40, holds: fell },
      { day: 8, score: 90, holds: { dropped: null }, band: "insufficient_data" },
    ]);
    expect(story.at(-1)).toBe("dropped: 7-…");
  });
});

describe("an episode closes regardless of its rule", () => {
  const open: Day = { day: 0, score: 30, rules: [turnedRed], holds: red };

  test("after 30 days, and a rule that is still true opens the next one", async () => {
    const story = await storyOf([
      open,
      { day: 29, score: 30, holds: red },
      { day: 30, score: 30, holds: red },
      { day: 31, score: 30, holds: red },
    ]);
    expect(story).toEqual([
      "turned red: 0-…",
      "turned red: 0-…",
      "turned red: 0-30 expired",
      "turned red: 0-30 expired; turned red: 31-…",
    ]);
  });

  test("when the account has churned", async () => {
    const story = await storyOf([open, { day: 1, score: null, lifecycle: "churned" }]);
    expect(story.at(-1)).toBe("turned red: 0-1 churned");
  });

  test("when the account is no longer scored", async () => {
    const story = await storyOf([open, { day: 1, score: null, lifecycle: "internal" }]);
    expect(story.at(-1)).toBe("turned red: 0-1 unscored");
  });

  test("when the rule is no longer in the config", async () => {
    const story = await storyOf([open, { day: 1, score: 30, rules: [] }]);
    expect(story.at(-1)).toBe("turned red: 0-1 rule_removed");
  });

  test("and is kept for 400 days", async () => {
    const story = await storyOf([
      open,
      { day: 1, score: 50, rules: [] },
      { day: 401, score: 50 },
      { day: 402, score: 50 },
    ]);
    expect(story.slice(2)).toEqual(["turned red: 0-1 rule_removed", ""]);
  });
});

describe("after an episode its rule is silent for its cooldown", () => {
  const quiet: Rule = { ...turnedRed, severity: "medium", clear_when, cooldown: "14d" };
  const cleared: Day[] = [
    { day: 0, score: 30, rules: [quiet], holds: red },
    { day: 1, score: 50, clears: { "turned red": true } },
  ];
  const closed = "turned red: 0-1 cleared";

  test("and opens once the cooldown is over", async () => {
    const story = await storyOf([
      ...cleared,
      { day: 14, score: 30, holds: red },
      { day: 15, score: 30, holds: red },
    ]);
    expect(story.slice(2)).toEqual([closed, `${closed}; turned red: 15-…`]);
  });

  test("unless the rule has become more severe", async () => {
    const rules: Rule[] = [{ ...quiet, severity: "critical" }];
    const story = await storyOf([...cleared, { day: 5, score: 30, holds: red, rules }]);
    expect(story.at(-1)).toBe(`${closed}; turned red: 5-…`);
  });

  test("unless a more severe rule opens an episode of the account, on that day or since", async () => {
    const rules: Rule[] = [quiet, { ...dropped, severity: "high" }];
    const same = await storyOf([...cleared, { day: 5, score: 30, holds: { ...red, ...fell }, rules }]);
    expect(same.at(-1)).toBe(`dropped: 5-…; ${closed}; turned red: 5-…`);
    const since = await storyOf([
      ...cleared,
      { day: 5, score: 45, holds: fell, rules },
      { day: 6, score: 30, holds: { ...red, ...fell } },
    ]);
    expect(since.at(-1)).toBe(`dropped: 5-…; ${closed}; turned red: 6-…`);
  });

  test("also when a rule of the same severity opens one", async () => {
    const rules: Rule[] = [quiet, { ...dropped, severity: "medium" }];
    const story = await storyOf([...cleared, { day: 5, score: 30, holds: { ...red, ...fell }, rules }]);
    expect(story.at(-1)).toBe(`dropped: 5-…; ${closed}`);
  });
});
