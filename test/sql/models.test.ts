import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { layoutProblems } from "../../lib/dialect/layout.ts";
import { lintModels } from "../../lib/dialect/lint.ts";
import { checkModel } from "../../lib/dialect/model-syntax.ts";
import { entities } from "../../lib/entities.ts";
import { shippedAudits } from "../../lib/mapping/shipped/shipped-sql.ts";
import type { OwnMeasure } from "../../lib/measures/own-measure.ts";
import { parseOwnMeasure } from "../../lib/measures/parse-own-measure.ts";
import { inputTables } from "../../lib/models/input-tables.ts";
import { sqlDirectory } from "../../lib/models/load.ts";
import { loadQueries, queryOn } from "../../lib/models/queries.ts";
import { parseConfig } from "../../lib/project/load.ts";
import { projectModels } from "../../lib/project/models.ts";

/** Uses every way of generating SQL from a config in one config. */
const text = `company: Northwind
currency: USD
sources:
  - name: crm
    kind: files
    streams:
      accounts:
        path: crm/accounts.csv
        mode: full
        entity: accounts
        fields:
          account_id: id
          name: company.name
          customer_since: { field: signup, format: DD/MM/YYYY, immutable: true }
          is_internal: { field: kind, values: { test: true, customer: false }, default: false }
          region: { value: EU }
          employees: { sql: "cast(staff as bigint) + 1" }
          domain: { sql: "lower(split_part(site, '/', 3))", immutable: true }
        attributes: { country: address.country }
      links: { path: crm/links.csv, mode: upsert, entity: account_links, fields: { other_source: s, other_account_id: o, account_id: a } }
  - name: billing
    kind: files
    expect_every: 1d
    streams:
      accounts: { path: billing/accounts.csv, mode: upsert, entity: accounts, fields: { account_id: id, updated_at: { field: changed, format: epoch_seconds } } }
      usage: { path: billing/usage.csv, mode: append, entity: usage, fields: { account_id: id, occurred_at: at, event_id: e } }
      clicks: { path: billing/clicks.csv, mode: append, entity: usage, backdate: occurred_at, fields: { account_id: id, occurred_at: at } }
scorecards:
  - name: enterprise
    applies_to: "segment = 'Enterprise' and country in ('DE', 'FR')"
    components:
      usage: { weight: 2, measures: { active_days_28d: { points: [[0, 0], [20, 100]], when_missing: { points: 50 } } } }
    floors: [{ name: new, when: "date_diff('day', customer_since, date '2030-01-01') < 90", at_least: 50 }]
    caps: [{ name: overdue, when: "invoices_overdue_days > 45", at_most: 39 }]
  - name: standard
    components:
      feedback: { weight: 1, measures: { csat_90d: { points: [[0, 0], [1, 100]] } } }
alerts:
  - { name: dropped, when: "change_7d <= -15 and not is_stale", severity: high, cooldown: 14d }
  - { name: turned red, when: "band = 'red'", clear_when: "score >= 45", severity: critical }
`;

function ownMeasure(name: string): OwnMeasure {
  const file = `measures/${name}.sql`;
  const parsed = parseOwnMeasure(
    file,
    `-- Grain: one row per account
-- Kind: snapshot
-- account_id varchar: the account
-- value double: its open tickets
-- sample_size bigint: the same
-- observed_at timestamp(3): never
with open_tickets as (
    select account_id, count(*) as open_tickets
    from tickets
    where as_of_date = date '{{ as_of_date }}' and is_open
    group by account_id
),
counted as (
    select
        account_id,
        cast(open_tickets as double) as value,
        open_tickets as sample_size,
        cast(null as timestamp(3)) as observed_at
    from open_tickets
)
select * from counted
`,
  );
  if (parsed.status === "refused") throw new Error(JSON.stringify(parsed.problems));
  return parsed.measure;
}

const config = parseConfig(text);
const models = await projectModels({
  config,
  ownMeasures: [ownMeasure("logins"), ownMeasure("tickets_a_seat")],
});
const audits = await shippedAudits();
const queries = Object.values(await loadQueries());
const inputs = Object.keys(inputTables).map((table) => ({ table, stageNumber: 1 }));
const asked = queries.map((query) => ({ ...query, sql: queryOn(query, "2024-05-01") }));
const problems = lintModels(models, [...audits, ...asked], inputs);

test.each([...models, ...audits, ...queries].map(({ origin }) => origin))(
  "%s keeps to the dialect, and reads tables of earlier stages only",
  (origin) => {
    const ofModel = problems.filter(({ file }) => file === origin);
    expect(ofModel.map(({ file, line, message }) => `${file}:${line}: ${message}`)).toEqual([]);
  },
);

test.each([...models, ...audits, ...queries].map(({ origin, sql }) => [origin, sql] as const))(
  "%s has the common layout",
  (origin, sql) => {
    // A project's own measure has its author's layout.
    if (origin.startsWith("measures/")) return;
    expect(layoutProblems(sql).map(({ line, message }) => `${origin}:${line}: ${message}`)).toEqual([]);
  },
);

test.each(queries)("$origin states its grain and reads public tables only", (query) => {
  expect(query.sql).toMatch(/^-- Grain: one row per /);
  expect(queryOn(query, "2024-05-01")).not.toContain("{{");
  const syntax = checkModel(query.sql);
  if (syntax.status === "refused") throw new Error(`${query.origin} is no SELECT`);
  const tables = syntax.reads.map(({ table }) => table);
  const published = models.filter(({ readers }) => readers === "public").map(({ table }) => table);
  expect(tables.length).toBeGreaterThan(0);
  expect(tables.filter((table) => !published.includes(table))).toEqual([]);
});

test("every file of sql/queries is a query that code asks for", async () => {
  const files = await readdir(join(sqlDirectory, "queries"));
  expect(files.toSorted()).toEqual(queries.map(({ name }) => `${name}.sql`).toSorted());
});

test("a CTE without a blank line, and a join with the joined table's column on the right, are reported with their line", () => {
  const sql =
    "with a as (\n    select x.id from x\n    inner join y on x.id = y.id\n),\nb as (\n    select 1\n)\nselect * from b";
  expect(layoutProblems(sql).map(({ line }) => line)).toEqual([3, 4, 7]);
});

test.each(Object.values(entities).filter(({ fields }) => fields.some(({ name }) => name === "account_id")))(
  "the account keys of $name are matched",
  ({ name }) => {
    const identity = models.find(({ table }) => table === "account_identity");
    const source = name === "usage" ? "usage_keys" : `${name}_records`;
    expect(identity?.sql, "sql/4-identity/account_identity.sql").toMatch(new RegExp(`\\bfrom ${source}\\b`));
  },
);

// A link has no time of its own.
test.each(Object.values(entities).filter(({ name }) => name !== "account_links"))(
  "the audit finds future facts of $name",
  ({ name }) => {
    const audit = audits.find((each) => each.name === "no_future_facts");
    const table = name === "usage" ? "usage_account_days" : name;
    expect(audit?.sql, "sql/audits/no_future_facts.sql").toMatch(new RegExp(`\\bfrom ${table}\\b`));
  },
);
