import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { dbtSources } from "../../lib/dictionary/dbt-sources.ts";
import type { PublishedTable } from "../../lib/dictionary/published-tables.ts";

const column = { name: "account_id", type: "varchar", comment: "the account: as the CRM names it" } as const;
const facts = { section: "Facts", purpose: "What happened." } as const;
const tables: readonly PublishedTable[] = [
  { ...facts, name: "scores", grain: "one row per account.", kind: "snapshot", columns: [column] },
  { ...facts, name: "usage_daily", grain: "one row per day", kind: "increment", columns: [column] },
  { ...facts, name: "people", grain: "one row per contact", kind: "replaced", columns: [column] },
];

/** The subset in use of docs.getdbt.com/reference/source-properties; any other property is a mistake. */
const span = z.strictObject({ count: z.int().positive(), period: z.enum(["minute", "hour", "day"]) });
const config = z.strictObject({
  freshness: z.strictObject({ warn_after: span, error_after: span }).nullable().optional(),
  loaded_at_field: z.string().optional(),
});
const properties = z.strictObject({
  version: z.literal(2),
  sources: z.array(
    z.strictObject({
      name: z.string(),
      description: z.string(),
      schema: z.string(),
      config,
      tables: z.array(
        z.strictObject({
          name: z.string().regex(/^\w+$/),
          description: z.string(),
          config: config.optional(),
          columns: z.array(
            z.strictObject({ name: z.string(), description: z.string(), data_type: z.string() }),
          ),
        }),
      ),
    }),
  ),
});

test("dbt reads the published tables as one source, with the descriptions of their headers", () => {
  const { sources } = properties.parse(parse(dbtSources(tables, { schema: "main" })));
  expect(sources).toMatchObject([{ name: "bellwether", schema: "main" }]);
  expect(sources[0]?.tables.map(({ name }) => name)).toEqual([
    "scores",
    "scores_current",
    "usage_daily",
    "people",
  ]);
  expect(sources[0]?.tables[0]?.columns).toEqual([
    { name: "account_id", description: "the account: as the CRM names it", data_type: "varchar" },
    {
      name: "as_of_date",
      description: "the partition: the row is as known at the end of this day",
      data_type: "date",
    },
  ]);
});

test("a table without days has no freshness to check", () => {
  const { sources } = properties.parse(parse(dbtSources(tables, { schema: "main" })));
  const people = sources[0]?.tables.find(({ name }) => name === "people");
  expect(people?.config).toEqual({ freshness: null });
  expect(people?.columns.map(({ name }) => name)).toEqual(["account_id"]);
});
