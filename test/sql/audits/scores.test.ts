import { describe, expect, test } from "vitest";
import { badRowsOf } from "../../support/audit.ts";
import type { GivenRow } from "../../support/given.ts";

type Given = Readonly<Record<string, readonly GivenRow[]>>;
const found = async (audit: string, given: Given) =>
  (await badRowsOf(audit, { asOf: "2024-06-30", given })).map(({ account_id }) => account_id);

describe("the contributions of measures sum to the raw score", () => {
  const audit = "contributions_sum_to_raw_score";
  const measure_scores = [
    { account_id: "a1", points: 50, contribution: 10.1 },
    { account_id: "a1", points: 20, contribution: 20.2 },
    { account_id: "a2", points: null, contribution: 0 },
  ];
  const scored = (a1: number | null, a2: number | null = null) => [
    { account_id: "a1", raw_score: a1 },
    { account_id: "a2", raw_score: a2 },
  ];

  test("passes: they do", async () => {
    expect(await found(audit, { measure_scores, scores: scored(10.1 + 20.2 + 1e-12) })).toEqual([]);
  });

  test.each([
    ["too much", scored(30.31), ["a1"]],
    ["no score despite counted measures", scored(null), ["a1"]],
    ["a score without counted measures", scored(30.3, 0), ["a2"]],
    ["no row", scored(30.3).slice(1), [null]],
  ])("a breach: %s", async (_, scores, bad) => {
    expect(await found(audit, { measure_scores, scores })).toEqual(bad);
  });

  test("a breach: a score without measures", async () => {
    expect(await found(audit, { scores: [{ account_id: "a1", raw_score: 3 }] })).toEqual(["a1"]);
  });
});

describe("the contributions of measures sum to those of their components", () => {
  const audit = "contributions_sum_to_components";
  const of = (component: string, rest: GivenRow) => ({ account_id: "a1", component, ...rest });
  const measure_scores = [of("usage", { contribution: 10 }), of("usage", { contribution: 5 })];
  const component = { points: 60, effective_weight: 0.25, contribution: 15 };

  test("passes: they do, and match the component's points", async () => {
    expect(await found(audit, { measure_scores, component_scores: [of("usage", component)] })).toEqual([]);
    const uncounted = { points: null, effective_weight: 0, contribution: 0 };
    expect(
      await found(audit, {
        measure_scores: [of("usage", { contribution: 0 })],
        component_scores: [of("usage", uncounted)],
      }),
    ).toEqual([]);
  });

  test.each([
    ["another sum", [of("usage", { ...component, contribution: 16, points: 64 })]],
    ["points that do not match", [of("usage", { ...component, points: 61 })]],
    ["no component", []],
  ])("a breach: %s", async (_, component_scores) => {
    expect(await found(audit, { measure_scores, component_scores })).toEqual(["a1"]);
  });
});

describe("every scored account has exactly one score", () => {
  const audit = "every_scored_account_has_one_score";
  const accounts = [
    { account_id: "a1", is_scored: true },
    { account_id: "a2", is_scored: false },
  ];

  test.each([
    ["passes: it has", ["a1"], []],
    ["a breach: none", [], ["a1"]],
    ["a breach: two", ["a1", "a1"], ["a1"]],
    ["a breach: one for an account that is not scored", ["a1", "a2"], ["a2"]],
    ["a breach: one for an unknown account", ["a1", "a3"], ["a3"]],
  ])("%s", async (_, ids, bad) => {
    const scores = ids.map((account_id) => ({ account_id }));
    expect(await found(audit, { accounts, scores })).toEqual(bad);
  });
});

describe("scores are between 0 and 100", () => {
  const audit = "scores_are_between_0_and_100";
  const good = { raw_score: 100, computed_score: 0, score: 0, band: "red", coverage: 1 };
  const none = { raw_score: null, computed_score: null, score: null, coverage: null };

  test.each([
    ["passes: they are", good, []],
    ["passes: there is none", { ...none, band: "insufficient_data" }, []],
    ["a breach: above", { ...good, raw_score: 100.1 }, ["a1"]],
    ["a breach: below", { ...good, score: -1 }, ["a1"]],
    ["a breach: coverage", { ...good, coverage: 1.1 }, ["a1"]],
    ["a breach: a band without a score", { ...none, band: "red" }, ["a1"]],
    ["a breach: a score without counted measures", { ...good, raw_score: null }, ["a1"]],
  ])("%s", async (_, score, bad) => {
    expect(await found(audit, { scores: [{ account_id: "a1", ...score }] })).toEqual(bad);
  });
});

describe("accounts in a band have the coverage that their scorecard asks for", () => {
  const scorecards = [{ scorecard: "standard", coverage_floor: 0.3 }];
  test.each([
    ["passes: at the floor", { band: "green", coverage: 0.1 + 0.2 - 1e-12 }, []],
    ["passes: below it, in no band", { band: "insufficient_data", coverage: 0.1 }, []],
    ["passes: none known, in no band", { band: "insufficient_data", coverage: null }, []],
    ["a breach: green below it", { band: "green", coverage: 0.29 }, ["a1"]],
    ["a breach: red below it", { band: "red", coverage: 0 }, ["a1"]],
    ["a breach: none known", { band: "yellow", coverage: null }, ["a1"]],
    ["a breach: no such scorecard", { band: "green", coverage: 0.9, scorecard: "other" }, ["a1"]],
  ])("%s", async (_, score, bad) => {
    const scores = [{ account_id: "a1", scorecard: "standard", ...score }];
    expect(await found("bands_have_coverage", { scorecards, scores })).toEqual(bad);
  });
});

describe("measures are typed", () => {
  const audit = "measures_are_typed";
  const own = (status: string, value: number | string | null) => ({
    ...{ account_id: "a1", measure: "csat_90d", status, value },
  });
  const given = {
    accounts: [{ account_id: "a1", is_scored: true }],
    measure_definitions: [{ measure: "csat_90d" }],
  };

  test.each([
    ["passes: a value", [own("ok", 0)], []],
    ["passes: a held value", [own("held", 3)], []],
    ["passes: a status for a missing value", [own("no_response", null)], []],
    ["a breach: ok without a value", [own("ok", null)], ["a1"]],
    ["a breach: a value that is not_applicable", [own("not_applicable", 3)], ["a1"]],
    ["a breach: not a number", [own("ok", "NaN")], ["a1"]],
    ["a breach: an infinite value", [own("ok", "-Infinity")], ["a1"]],
    ["a breach: a duplicate", [own("ok", 1), own("ok", 1)], ["a1"]],
    ["a breach: a missing row", [], ["a1"]],
    ["a breach: an undefined measure", [own("ok", 1), { ...own("ok", 1), measure: "x" }], ["a1"]],
  ])("%s", async (_, measures, bad) => {
    expect(await found(audit, { ...given, measures })).toEqual(bad);
  });
});

describe("some account is scored", () => {
  const audit = async (accounts: readonly GivenRow[], landed: readonly GivenRow[] = []) =>
    badRowsOf("some_account_is_scored", { asOf: "2024-06-30", given: { accounts, data_quality: landed } });
  const account = (account_id: string, lifecycle: string, is_scored: boolean) => ({
    ...{ account_id, lifecycle, is_scored },
  });

  test("passes: one is", async () => {
    expect(await audit([account("a1", "churned", false), account("a2", "active", true)])).toEqual([]);
  });

  test("a breach: all have churned", async () => {
    expect(await audit([account("a1", "churned", false)])).toEqual([
      expect.objectContaining({ accounts: 1, churned: 1, internal: 0 }),
    ]);
  });

  test("a breach: no account could be read", async () => {
    const rows = { entity: "accounts", landed: 8, unreadable: 2, rejected: 8 };
    expect(await audit([], [rows, { ...rows, entity: "tickets" }])).toEqual([
      { accounts: 0, churned: 0, internal: 0, landed_rows: 8, unreadable_rows: 2, rejected_rows: 8 },
    ]);
  });
});

describe("the causes of a change sum to it", () => {
  const audit = "changes_add_up";
  const scores = [{ account_id: "a1", change_0d: -10, change_1d: -10, change_7d: null, change_30d: 0 }];
  const row = (horizon_days: number, points: number | null, change = -10): GivenRow => ({
    ...{ account_id: "a1", horizon_days, points, score_from: 60, score_to: 60 + change },
  });
  const sums = [row(0, -12), row(0, 2), row(1, -10 + 1e-12)];

  test("passes: they do at each horizon", async () => {
    expect(await found(audit, { scores, score_changes: sums })).toEqual([]);
  });

  test.each([
    ["another sum", [row(0, -12), ...sums.slice(2)]],
    ["no row for a change", sums.slice(0, 2)],
    ["points for no change", [...sums, row(30, 3, 0)]],
    ["scores that are not the change's", [...sums, row(7, 3, 4)]],
  ])("a breach: %s", async (_, score_changes) => {
    expect(new Set(await found(audit, { scores, score_changes }))).toEqual(new Set(["a1"]));
  });
});

describe("nothing is a change of the scoring while it is the same", () => {
  const audit = "unchanged_scoring_moves_no_score";
  const run = { asOf: "2024-06-30", previous: "2024-06-29" };
  const of = (scorecard: string, scoring_version: string) => [
    { account_id: "a1", scorecard, scoring_version },
  ];
  const breaches = (now: GivenRow[], then: GivenRow[], cause: string) =>
    badRowsOf(audit, {
      ...run,
      given: {
        scores: now,
        history_scores: then,
        score_changes: [{ account_id: "a1", horizon_days: 0, cause, points: -3 }],
      },
    });

  test("passes: another scorecard, another version, or another cause", async () => {
    expect(await breaches(of("b", "s1"), of("a", "s1"), "scorecard")).toEqual([]);
    expect(await breaches(of("a", "s2"), of("a", "s1"), "config")).toEqual([]);
    expect(await breaches(of("a", "s1"), of("a", "s1"), "behaviour")).toEqual([]);
  });

  test.each(["config", "scorecard"])("a breach: %s", async (cause) => {
    expect(await breaches(of("a", "s1"), of("a", "s1"), cause)).toHaveLength(1);
  });
});
