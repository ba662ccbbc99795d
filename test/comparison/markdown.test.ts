import { expect, test } from "vitest";
import type { Comparison, Mover } from "../../lib/comparison/compare.ts";
import { comparisonMarkdown } from "../../lib/comparison/markdown.ts";
import { comparisonLines } from "../../lib/comparison/text.ts";

const mover: Mover = {
  ...{ account_id: "A-1", name: "Acme", arr: 12_000, owner: null },
  ...{ score_from: 45.02, score_to: 44.98, band_from: "yellow", band_to: "red" },
  ...{ scorecard_from: "standard", scorecard_to: "standard" },
  parts: [{ text: "Active days in 28: 40.0 points, weight 20.0 % → 25.0 %", points: -0.04 }],
};

const comparison: Comparison = {
  ...{ as_of_date: "2026-03-01", currency: "USD", config_from: "a", config_to: "b", accounts: 3, moved: 1 },
  bands: { green: { from: 1, to: 1 }, yellow: { from: 2, to: 1 }, red: { from: 0, to: 1 } },
  band_moves: [{ from: "yellow", to: "red", accounts: 2, arr: 12_000, arr_unknown: 1 }],
  movers: [mover],
  alerts: [
    {
      ...{ rule: "turned red", severity: "high", change: "opens", accounts: 1, arr: 0, arr_unknown: 1 },
      examples: ["Acme"],
    },
  ],
  lenses: [],
  not_compared: { parts: ["sources.crm.accounts"], tables: [] },
};

test("a comparison for a terminal", () => {
  expect(comparisonLines(comparison).join("\n")).toMatchInlineSnapshot(`
    "2026-03-01, 3 scored accounts: the scores of 1 differ.
    green 1 · yellow 2 → 1 · red 0 → 1

    CHANGES OF BAND
      yellow → red: 2 accounts, USD 12,000 ARR, 1 with unknown ARR

    CHANGES
      Acme (A-1, USD 12,000 ARR): 45.02 → 44.98, yellow → red
          Active days in 28: 40.0 points, weight 20.0 % → 25.0 %: 0.0 points

    ALERTS
      turned red (high) opens for 1 account, 1 with unknown ARR: Acme

    NOT COMPARED
      The config also differs in sources.crm.accounts, which is not compared. Both sides use the tables as they were published, where a new field has no values; a backfill shows the difference."
  `);
});

test("a comparison for a pull request", () => {
  expect(comparisonMarkdown(comparison)).toMatchInlineSnapshot(`
    "<!-- bellwether diff -->
    ### Scores under the changed config

    2026-03-01, 3 scored accounts: the scores of 1 differ.

    green 1 · yellow 2 → 1 · red 0 → 1

    | from | to | accounts |
    | --- | --- | --- |
    | yellow | red | 2 accounts, USD 12,000 ARR, 1 with unknown ARR |

    **Alerts**

    - turned red (high) opens for 1 account, 1 with unknown ARR: Acme

    <details><summary>The changes</summary>

    - **Acme** (A-1, USD 12,000 ARR): 45.02 → 44.98, yellow → red
      - Active days in 28: 40.0 points, weight 20.0 % → 25.0 %: 0.0 points

    </details>

    > The config also differs in sources.crm.accounts, which is not compared. Both sides use the tables as they were published, where a new field has no values; a backfill shows the difference.
    "
  `);
});

test("names are text, whatever they contain", () => {
  const names = [
    "a|b\n| c | d |",
    "</details><script>alert(1)</script>",
    "`code` **bold** [link](https://evil.example) ![i](x)",
    "@everyone #1 https://evil.example www.evil.example",
    "\u202Ereversed\u0007\u2028next",
    "x".repeat(5_000),
  ];
  const markdown = comparisonMarkdown({
    ...comparison,
    movers: names.map((name) => ({ ...mover, name })),
    alerts: comparison.alerts.map((alert) => ({ ...alert, examples: names.slice(0, 5) })),
  });
  expect(markdown).not.toMatch(/<script|<\/details>[^\n]*<|@everyone|https:\/\/|www\.|\u202E|\u2028/u);
  expect(markdown.match(/<\/details>/g)).toHaveLength(1);
  const ofNames = markdown.split("\n").filter((line) => /^- |^ {2}- /.test(line));
  expect(ofNames.length).toBeGreaterThan(names.length);
  for (const line of ofNames) {
    const unescaped = line.replaceAll(/\\./g, "").replace(/^- \*\*(.*?)\*\*/, "$1");
    expect(unescaped).not.toMatch(/[`*[\]!|]/);
    expect(line.length).toBeLessThan(2_000);
  }
});

test("a long comparison fits into a comment", () => {
  const movers = Array.from({ length: 10 }, () => ({
    ...mover,
    name: "n".repeat(9_000),
    parts: Array.from({ length: 3 }, () => ({ text: "|".repeat(9_000), points: 1 })),
  }));
  const band_moves = Array.from({ length: 400 }, (_, index) => ({
    ...{ from: "f".repeat(200), to: String(index), accounts: 1, arr: 1, arr_unknown: 0 },
  }));
  expect(comparisonMarkdown({ ...comparison, movers, band_moves }).length).toBeLessThanOrEqual(65_536);
});

test("equal configs are one sentence", () => {
  const equal = {
    ...{ ...comparison, moved: 0, band_moves: [], movers: [], alerts: [] },
    not_compared: { parts: [], tables: [] },
  };
  expect(comparisonLines(equal)).toEqual(["2026-03-01, 3 scored accounts: no score, band or alert differs."]);
});

test("lenses that differ, that come and that go", () => {
  const bands = { green: { from: 1, to: 0 }, red: { from: 0, to: 1 } };
  const lenses = [
    {
      ...{ lens: "adoption", change: "stays" as const, moved: 1, bands },
      band_moves: [{ from: "green", to: "red", accounts: 1, arr: 600, arr_unknown: 0 }],
    },
    { ...{ lens: "value", change: "comes" as const, moved: 0, bands: {}, band_moves: [] } },
    { ...{ lens: "risk", change: "goes" as const, moved: 0, bands: {}, band_moves: [] } },
  ];
  const lines = comparisonLines({ ...comparison, lenses });
  expect(lines.slice(lines.indexOf("LENSES"), lines.indexOf("ALERTS") - 1)).toEqual([
    "LENSES",
    "  adoption: the scores of 1 differ. green 1 → 0 · red 0 → 1; green → red: 1 account, USD 600 ARR",
    "  value is new, with nothing to compare",
    "  risk is gone",
  ]);
  expect(comparisonMarkdown({ ...comparison, lenses })).toContain(
    "**Lenses**\n\n- adoption: the scores of 1",
  );
});

test("tables that Bellwether itself builds otherwise", () => {
  const tables = Array.from({ length: 12 }, (_, index) => `t${index}`);
  expect(comparisonLines({ ...comparison, not_compared: { parts: [], tables } }).at(-1)).toBe(
    "  This version of Bellwether builds t0, t1, t2, t3, t4, t5, t6, t7, t8, t9 and 2 more otherwise than the one that " +
      "published the day. Both sides use the tables as they were published, where a new field has no values; a backfill shows the difference.",
  );
});
