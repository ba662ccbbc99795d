import { beforeAll, describe, expect, test } from "vitest";
import { Scorecard } from "../../lib/config/schema.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { type TestProject, testProject } from "../support/project.ts";
import { scoresOf } from "../support/scoring.ts";
import { accountMonth, metricOf, portfolioOf, settings } from "./portfolio.ts";
import { type Question, questionOf, readVectors, type Vector } from "./vectors.ts";

const own: readonly Vector[] = [
  {
    id: "nps-counts",
    metric: "NPS",
    unit: "points -100..100",
    inputs: { promoters: 70, passives: 20, detractors: 10 },
    expected: 60,
    tolerance: 1e-9,
    source: "by hand: (70 - 10) of 100",
  },
  {
    id: "nps-scores",
    metric: "NPS standard error sqrt(var/n)",
    unit: "proportion",
    inputs: { scores: [10, 0] },
    expected: Math.SQRT1_2,
    tolerance: 1e-9,
    source: "by hand: +1 and -1 have variance 1, and two answers give sqrt(1 / 2)",
  },
  {
    id: "csat-of-seven",
    metric: "CSAT",
    unit: "%",
    inputs: { "7": 3, "6": 3, "5": 2, "1": 2 },
    expected: 60,
    tolerance: 1e-9,
    source: "by hand: 80 % of 7 is 5.6, so 6 and 7 are positive",
  },
  {
    id: "grr-ignores-expansion",
    metric: "GRR",
    unit: "%",
    inputs: { starting_mrr: 1000, expansion_mrr: 500, contraction_mrr: 50, churned_mrr: 150 },
    expected: 80,
    tolerance: 1e-9,
    source: "by hand: (1000 - 50 - 150) / 1000",
  },
  {
    id: "nrr-counts-it",
    metric: "NRR",
    unit: "%",
    inputs: { starting_mrr: 1000, expansion_mrr: 500, contraction_mrr: 50, churned_mrr: 150 },
    expected: 130,
    tolerance: 1e-9,
    source: "by hand: (1000 + 500 - 50 - 150) / 1000",
  },
  {
    id: "logo-churn",
    metric: "Logo churn",
    unit: "%",
    inputs: { customers_start: 40, lost: 3 },
    expected: 7.5,
    tolerance: 1e-9,
    source: "by hand: 3 / 40",
  },
  {
    id: "quick-ratio",
    metric: "SaaS quick ratio",
    unit: "",
    inputs: { new: 300, expansion: 100, churned: 150, contraction: 50 },
    expected: 2,
    tolerance: 1e-9,
    source: "by hand: 400 / 200",
  },
  {
    id: "cltv",
    metric: "CLTV = ARPA x gross margin / churn",
    unit: "currency",
    inputs: { arpa_monthly: 100, gross_margin: 0.7, monthly_churn: 0.02 },
    expected: 3500,
    tolerance: 1e-6,
    source: "by hand: 100 * 0.7 / 0.02",
  },
];

const path =
  process.env.BELLWETHER_VECTORS ?? new URL("../../../shared/vectors/metrics.json", import.meta.url).pathname;
const published = readVectors(path);
const questions = [...own, ...published].map((vector) => ({ vector, question: questionOf(vector) }));
const asked = questions.flatMap(({ vector, question }) =>
  typeof question === "string" ? [] : [{ vector, question }],
);
const yaml = `company: Vectors
currency: USD
min_sample: 1
sources:
  - name: crm
    kind: files
    streams:
      accounts: { path: accounts.csv, mode: upsert, entity: accounts, attributes: [vector], fields: { account_id: id, customer_since: since } }
      subscriptions: { path: "subscriptions-*.csv", mode: upsert, entity: subscriptions, fields: { subscription_id: id, account_id: account, mrr: mrr, started_on: started, ended_on: ended, updated_at: updated } }
      answers: { path: answers.csv, mode: upsert, entity: survey_responses, fields: { response_id: id, account_id: account, survey: survey, score: score, scale_max: scale, responded_at: at } }
scorecards:
  - name: standard
    components:
      feedback: { weight: 1, measures: { csat_90d: { points: [[0, 0], [1, 100]] } } }
`;

const metricsOn = (project: TestProject, date: string) =>
  project.query(`select * from portfolio_metrics where as_of_date = date '${date}' order by all`);

/** A company with all events in June 2024; the attribute `vector` distinguishes the vectors. */
async function companyOf(project: TestProject): Promise<readonly Row[]> {
  const accounts = ["id,vector,since"];
  const before = ["id,account,mrr,started,ended,updated"];
  const after = ["id,account,mrr,started,ended,updated"];
  const answers = ["id,account,survey,score,scale,at"];
  for (const { vector, question } of asked) {
    for (const [index, { start, end }] of (question.paths ?? []).entries()) {
      const account = `${vector.id}-${index}`;
      const since = start === null ? "2024-06-10" : "2024-01-01";
      accounts.push(`${account},${vector.id},${since}`);
      if (start !== null) before.push(`${account},${account},${start},${since},,2024-05-01`);
      after.push(
        `${account},${account},${end ?? start},${since},${end === null ? "2024-06-15" : ""},2024-06-20`,
      );
    }
    const { nps = [], csat = { scale: 5, scores: [] } } = question;
    if (nps.length + csat.scores.length > 0) accounts.push(`${vector.id},${vector.id},2024-01-01`);
    for (const [survey, scale, scores] of [
      ["nps", 10, nps],
      ["csat", csat.scale, csat.scores],
    ] as const)
      for (const [index, score] of scores.entries())
        answers.push(`${vector.id}-${index},${vector.id},${survey},${score},${scale},2024-06-20T10:00:00Z`);
  }
  const file = (lines: readonly string[]) => `${lines.join("\n")}\n`;
  await project.day("2024-05-31", {
    "accounts.csv": file(accounts),
    "subscriptions-1.csv": file(before),
  });
  await project.day("2024-06-30", { "subscriptions-2.csv": file(after), "answers.csv": file(answers) });
  return metricsOn(project, "2024-06-30");
}

/** Margins are set per company, so each has its own portfolio. */
async function cltvOf({ gross_margin = 0, paths = [] }: Question): Promise<readonly Row[]> {
  const account_months = paths.map(({ start, end }, index) =>
    accountMonth(`a${index}`, { start_mrr: start ?? 0, churned: end === null ? (start ?? 0) : 0 }),
  );
  return portfolioOf({ account_months, settings: [{ ...settings, gross_margin }] }, { asOf: "2024-06-30" });
}

/** The score of an account with points per component. */
async function rawScoreOf(parts: NonNullable<Question["parts"]>): Promise<Row["value"]> {
  const components = parts.map(({ weight }, index) => [
    `part_${index}`,
    {
      weight,
      measures: {
        [`measure_${index}`]: {
          points: [
            [0, 0],
            [100, 100],
          ],
        },
      },
    },
  ]);
  const { scores } = await scoresOf({
    scorecards: [Scorecard.parse({ name: "standard", components: Object.fromEntries(components) })],
    account_inputs: [{ account_id: "a", scorecard: "standard" }],
    measures: parts.map(({ points }, index) => ({
      ...{ account_id: "a", measure: `measure_${index}`, status: "ok", value: points },
    })),
  });
  return scores[0]?.raw_score ?? null;
}

async function publishedValue({ vector, question }: (typeof asked)[number], rows: readonly Row[]) {
  const { published: metric, gross_margin, parts } = question;
  if (parts !== undefined) return rawScoreOf(parts);
  if (gross_margin !== undefined) return metricOf(await cltvOf(question), { metric }).value;
  return metricOf(rows, { metric, dimension: "vector", value: vector.id }).value;
}

describe("the portfolio reproduces published examples", () => {
  let rows: readonly Row[] = [];
  let nextDay: readonly Row[] = [];
  beforeAll(async () => {
    await using project = await testProject(yaml);
    rows = await companyOf(project);
    await project.day("2024-07-01");
    nextDay = await metricsOn(project, "2024-07-01");
  });

  test.each(asked)("$vector.id: $vector.metric", async ({ vector, question }) => {
    const value = await publishedValue({ vector, question }, rows);
    expect(typeof value).toBe("number");
    expect(Math.abs(question.shown(Number(value)) - Number(vector.expected))).toBeLessThanOrEqual(
      vector.tolerance,
    );
  });

  test("the next day the closed month is unchanged, and the new month starts from its end", () => {
    const month = (start: string, all: readonly Row[]) =>
      all
        .filter(({ period, period_start }) => period === "month" && period_start === start)
        .map(({ as_of_date: _, ...row }) => row);
    expect(month("2024-06-01", nextDay)).toEqual(month("2024-06-01", rows));
    const end = metricOf(nextDay, { metric: "mrr_end", month: "2024-06-01" });
    const start = metricOf(nextDay, { metric: "mrr_start", month: "2024-07-01" });
    expect(start).toMatchObject({ value: end.value, is_complete: false });
    expect(metricOf(nextDay, { metric: "mrr" }).value).toBe(end.value);
  });

  for (const { vector, question } of questions)
    if (typeof question === "string") test.skip(`${vector.id} (${vector.metric}): ${question}`, () => {});

  if (published.length === 0)
    test.skip(`no vectors at ${path}; BELLWETHER_VECTORS names another file`, () => {});
});
