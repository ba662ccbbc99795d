import { companySettings, unratedCurrencies } from "./company.ts";
import type { Draft } from "./draft.ts";
import { Page, type Question } from "./page.ts";
import { scorecardFor, suppliesOf } from "./scorecard.ts";
import { writeSkeletons, writeSource } from "./write-source.ts";

export interface WrittenConfig {
  readonly text: string;
  readonly questions: readonly Question[];
}

/** A draft as a commented `bellwether.yaml`. */
export function writeConfig(
  draft: Draft,
  {
    company,
    from,
    schema,
  }: { readonly company: string; readonly from: string; readonly schema: string | undefined },
): WrittenConfig {
  const page = new Page();
  if (schema !== undefined) page.comment(0, `yaml-language-server: $schema=${schema}`);
  page.comment(0, `Drafted by bellwether init --from ${from}, from samples of ${draft.files} files.`);
  page.comment(
    0,
    "Comments say what a line rests on. A comment with # ? is a question about the line below it.",
  );
  const settings = companySettings(draft.streams, company);
  for (const [name, setting] of Object.entries(settings)) page.setting(0, name, setting, name);
  page.settingHint("gross_margin: 0.78", "for the lifetime value (CLTV), which is null without it");
  page.blank();
  page.comment(
    0,
    "The first stream of accounts defines the accounts; keys of other sources match by id, link or domain, or by match_by_name.",
  );
  page.line(0, "sources:");
  for (const [source, streams] of Map.groupBy(draft.streams, (stream) => stream.source))
    writeSource(page, source, streams);
  writeSkeletons(page, draft.leftOut, new Set(draft.streams.map(({ source }) => source)));
  writeRates(page, unratedCurrencies(draft.streams, settings.currency?.value), settings.currency?.value);
  const unused = draft.leftOut.filter(({ skeleton }) => skeleton === undefined);
  if (unused.length > 0) {
    page.comment(0, "Not used:");
    for (const { glob, files, reason } of unused) page.comment(0, `  ${glob} (${files}): ${reason}`);
    page.blank();
  }
  writeScorecard(page, suppliesOf(draft.streams));
  return { text: `${page.lines.join("\n")}\n`, questions: page.questions };
}

/** The source to uncomment for amounts in other currencies. */
function writeRates(page: Page, currencies: readonly string[], reporting: unknown): void {
  const [currency] = currencies;
  if (currency === undefined) return;
  page.comment(
    1,
    `Exchange rates, in a file such as: currency,rate_on,rate and a line ${currency},2020-01-01,1.1 (in ${reporting})`,
  );
  const fields = "{ currency: currency, rate_on: rate_on, rate: { field: rate, immutable: true } }";
  const stream = `{ path: exchange-rates.csv, mode: upsert, entity: exchange_rates, backdate: rate_on, fields: ${fields} }`;
  page.comment(1, `- { name: rates, kind: files, streams: { rates: ${stream} } }`);
  page.blank();
}

function writeScorecard(page: Page, supplies: ReadonlySet<string>): void {
  page.comment(
    0,
    "Points of each measure, 0 to 100, higher is healthier, linear between breakpoints [value, points]. Only measures",
  );
  page.comment(0, "whose data the exports have; weights and breakpoints are a start: docs/scoring.md.");
  page.line(0, "scorecards:");
  page.line(1, "- name: standard");
  page.line(2, "components:");
  const components = scorecardFor(supplies);
  if (components.length === 0) {
    page.question(
      3,
      "Nothing shows how customers are: add a stream of usage, tickets, invoices, answers or touchpoints",
      "scorecards",
    );
    page.line(3, "usage: { weight: 1, measures: { active_days_28d: { points: [[0, 0], [20, 100]] } } }");
  }
  for (const { name, weight, measures } of components) {
    page.line(3, `${name}:`);
    page.line(4, `weight: ${weight}`);
    page.line(4, "measures:");
    for (const { name: measure, weight: share, points } of measures)
      page.line(
        5,
        `${measure}: { weight: ${share}, points: ${JSON.stringify(points).replaceAll(",", ", ")} }`,
      );
  }
  if (supplies.has("tickets.priority") && !supplies.has("tickets.urgent"))
    page.comment(
      3,
      "no urgent_open_tickets: no sampled priority means urgent. If one does, give the field values: { word: urgent }",
    );
  page.line(2, "bands: { green: 70, yellow: 45 } # score >= 70 is green, >= 45 yellow, otherwise red");
  page.line(2, "coverage_floor: 0.5 # below this share of known weights: insufficient_data, and no alerts");
  page.line(2, "caps: # whatever the other measures say");
  if (supplies.has("invoices"))
    page.line(3, '- { name: overdue invoice, when: "invoices_overdue_days > 45", at_most: 44 }');
  page.line(3, `- { name: notice given, when: "lifecycle = 'notice'", at_most: 44 }`);
  page.blank();
  page.comment(0, "When a rule starts to hold for an account, customer success is notified once.");
  page.line(0, "alerts:");
  page.line(1, '- { name: dropped, when: "change_7d <= -15", severity: high }');
  page.line(
    1,
    `- { name: turned red, when: "band = 'red'", clear_when: "score >= 50", severity: high, cooldown: 14d }`,
  );
  if (supplies.has("usage")) {
    page.line(
      1,
      '- { name: use fell, when: "usage_trend_28d < -0.5", severity: high, cooldown: 28d } # by half in 4 weeks',
    );
    page.line(
      1,
      '- { name: gone silent, when: "days_since_last_use > 14", severity: medium, cooldown: 14d }',
    );
  }
  page.line(1, `- { name: notice given, when: "lifecycle = 'notice'", severity: critical }`);
  page.blank();
  page.line(0, "routes:");
  page.question(1, "Who reads the digest, and when?", "routes");
  page.line(1, '- { to: customer-success, email: [], at: "08:00", timezone: UTC, weekdays: mon-fri }');
  page.line(0, "fallback_route: customer-success");
}
