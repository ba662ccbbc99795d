import { describe, expect, test } from "vitest";
import { explain } from "../../lib/reports/explain.ts";
import { explanationLines } from "../../lib/reports/explanation/lines.ts";
import type { TestProject } from "../support/project.ts";
import { laterExports, shopYaml } from "../support/shop.ts";
import { shopAfter, shopAfterFirstDay } from "../support/shop-days.ts";

const explained = ({ local }: TestProject, account: string, since?: string) =>
  explain(local.services, { account, since });

const sum = (numbers: readonly (number | null)[]): number =>
  numbers.reduce<number>((total, each) => total + (each ?? 0), 0);

describe("since a day", () => {
  test("the change since the run before is the published one, for every account", async () => {
    await using project = await shopAfter("2026-03-03");
    for (const account of ["Alpha", "Beta", "Gamma"]) {
      const { changes, since } = await explained(project, account, "2026-03-02");
      const published = changes.find(({ horizon_days }) => horizon_days === 1);
      expect({ ...since, rows: since?.rows.toSorted(byName) }).toEqual(
        published === undefined
          ? expect.objectContaining({ reasons: [], rows: [] })
          : { ...published, rows: published.rows.toSorted(byName) },
      );
    }
  });

  test("any earlier day is compared with, and its points add up", async () => {
    await using project = await shopAfter("2026-03-03");
    const { since } = await explained(project, "Beta", "2026-03-01");
    expect(since).toMatchObject({ horizon_days: 2, from_date: "2026-03-01", score_from: 39, score_to: 45 });
    expect(sum(since?.rows.map(({ points }) => points) ?? [])).toBeCloseTo(6, 9);
    expect(since?.reasons).toContain("Age of the oldest open ticket rose from 0 to 21 days: −30.0 points.");
    expect(since?.reasons[0]).toMatch(/^The cap "long overdue" no longer holds: \+\d+\.\d points\.$/);
  });

  test("over an edited scorecard it is the sum of its runs, with the day of the edit and what differs", async () => {
    await using first = await shopAfterFirstDay();
    const yaml = shopYaml
      .replace("weight: 50", "weight: 60")
      .replace("    coverage_floor", "    bands: { green: 75, yellow: 40 }\n    coverage_floor");
    const project = await first.reopened(yaml);
    await project.day("2026-03-02", laterExports["2026-03-02"]);
    await project.day("2026-03-03", laterExports["2026-03-03"]);
    const explanation = await explained(project, "Gamma", "2026-03-01");
    const { since, scorecard_changes } = explanation;
    expect(sum(since?.rows.map(({ points }) => points) ?? [])).toBeCloseTo(
      (since?.score_to ?? 0) - (since?.score_from ?? 0),
      9,
    );
    expect(since?.rows).toContainEqual(
      expect.objectContaining({ cause: "config", happened_on: "2026-03-02" }),
    );
    // The cap of Beta, which holds on no day but the first, is told beside the edit of the scorecard.
    const beta = (await explained(project, "Beta", "2026-03-01")).since;
    expect(beta?.rows).toContainEqual(expect.objectContaining({ cause: "cap", reason: "long overdue" }));
    const capped = await explain(project.local.services, {
      account: "Beta",
      date: "2026-03-02",
      since: "2026-03-01",
    });
    const own = capped.changes.find(({ horizon_days }) => horizon_days === 0);
    expect(capped.since?.rows.toSorted(byName)).toEqual(own?.rows.toSorted(byName));
    expect(since?.reasons).toContainEqual(expect.stringMatching(/^The scorecard changed on 2 March: /));
    expect(scorecard_changes).toEqual([
      {
        on: "2026-03-02",
        differences: ["component usage: weight 60, was weight 50", "green begins at: 75, was 70"],
      },
    ]);
    const lines = explanationLines(explanation);
    expect(lines).toContain("The scorecard standard changed on 2 March");
    expect(lines).toContain("  Component usage: weight 60, was weight 50");
    project.local[Symbol.dispose]();
  });

  test("over an edited scorecard a cap that holds now is told as one", async () => {
    await using first = await shopAfterFirstDay();
    const project = await first.reopened(
      shopYaml.replace('when: "invoices_overdue_days > 10"', 'when: "days_since_last_use >= 1"'),
    );
    await project.day("2026-03-02", laterExports["2026-03-02"]);
    await project.day("2026-03-03", laterExports["2026-03-03"]);
    const { since } = await explained(project, "Alpha", "2026-03-01");
    expect(since?.rows).toContainEqual(
      expect.objectContaining({ cause: "cap", reason: "long overdue", happened_on: "2026-03-03" }),
    );
    expect(sum(since?.rows.map(({ points }) => points) ?? [])).toBeCloseTo(
      (since?.score_to ?? 0) - (since?.score_from ?? 0),
      9,
    );
    project.local[Symbol.dispose]();
  });

  test("a day that cannot be compared with is refused in words", async () => {
    await using project = await shopAfter("2026-03-04");
    const refusal = (account: string, since: string) =>
      explained(project, account, since).then(
        () => "compared",
        (error: unknown) => String(error),
      );
    expect(await refusal("Beta", "2026-02-27")).toBe(
      "NotComparable: 2026-02-27 is not published; the nearest published day is 2026-03-01",
    );
    expect(await refusal("Beta", "2026-03-04")).toBe(
      "NotComparable: 2026-03-04 is not before 2026-03-04: name an earlier day with --since",
    );
    expect(await refusal("Delta", "2026-03-02")).toBe(
      "NotComparable: the account D had no score on 2026-03-02 (2 March)",
    );
    await expect(explain(project.local.services, { account: "Beta", date: "2026-03-09" })).rejects.toThrow(
      "2026-03-09 is not published; the nearest published day is 2026-03-04",
    );
  });

  test("a day whose detail retention has deleted is refused, and explained without its measures", async () => {
    await using project = await shopAfter("2026-03-03");
    const { catalog, databases, store } = project.local.services;
    const tables = await catalog.tables(databases.published, await catalog.tableNames(databases.published));
    const kept = (name: string, value: string | undefined) =>
      !["measure_scores", "measures", "score_changes"].includes(name) || value === "2026-03-03";
    await catalog.replaceDatabase(
      databases.published,
      tables.map((table) => ({
        ...table,
        partitions: table.partitions.filter(({ values: [value] }) => kept(table.name, value)),
      })),
    );
    expect(store).toBeDefined();
    await expect(explained(project, "Beta", "2026-03-01")).rejects.toThrow(
      "the measures of 2026-03-01 are deleted: days are kept whole for retention.daily days of the config, then month ends",
    );
    const thinned = await explain(project.local.services, { account: "Beta", date: "2026-03-02" });
    expect(thinned).toMatchObject({ is_thinned: true, measures: [], to_green: null, evidence: null });
    expect(explanationLines(thinned).join("\n")).toContain("The measures of this day are deleted");
  });
});

const byName = (a: { readonly cause: string; readonly measure: string | null }, b: typeof a): number =>
  JSON.stringify([a.cause, a.measure]) < JSON.stringify([b.cause, b.measure]) ? -1 : 1;

test("an explanation in 80 columns", async () => {
  await using project = await shopAfter("2026-03-03");
  for (const account of ["Alpha", "Beta", "Gamma"]) {
    const lines = explanationLines(await explained(project, account));
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(lines.join("\n")).toMatchSnapshot(account);
  }
});
