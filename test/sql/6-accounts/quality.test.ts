import { describe, expect, test } from "vitest";
import { Source } from "../../../lib/config/schema.ts";
import { attributesModel } from "../../../lib/mapping/attributes-model.ts";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";
import { generatedModels as models } from "../../support/merge.ts";

test("a stream is stale once its latest landing is older than expected", async () => {
  const stream = (name: string, expect_every_days: number | null, last_landed_on: string | null) => ({
    ...{ source: "crm", stream: name, entity: "accounts", mode: "full", expect_every_days, last_landed_on },
  });
  const streams = [
    stream("a", 1, "2024-05-09"),
    stream("b", 1, "2024-05-08"),
    stream("c", null, "2020-01-01"),
    stream("d", 1, null),
  ];
  const rows = await rowsOf("source_freshness", { asOf: "2024-05-10", models, given: { streams } });
  expect(pick(rows, "stream", "age_days", "status")).toEqual([
    { stream: "a", age_days: 1, status: "fresh" },
    { stream: "b", age_days: 2, status: "stale" },
    { stream: "c", age_days: 1591, status: "fresh" },
    { stream: "d", age_days: null, status: "never_connected" },
  ]);
});

describe("a stream of rejects only", () => {
  const usage = { source: "app", stream: "events" };
  const given = (landings: Readonly<Record<string, readonly [records: number, rejected: number]>>) => ({
    run_batches: Object.entries(landings).map(([landed_on, [records]]) => ({
      ...{ ...usage, landed_on, records, is_read: true },
    })),
    rejects: Object.entries(landings).flatMap(([landed_on, [, rejected]]) =>
      Array.from({ length: rejected }, () => ({ ...usage, landed_on })),
    ),
  });
  const freshness = async (more: Readonly<Record<string, readonly GivenRow[]>>, last_landed_on: string) =>
    pick(
      await rowsOf("source_freshness", {
        ...{ asOf: "2024-05-10", previous: "2024-05-07", models },
        given: { streams: [{ ...usage, entity: "usage", expect_every_days: 2, last_landed_on }], ...more },
      }),
      ...["last_landed_on", "last_usable_on", "age_days", "status"],
    )[0];
  const unused = { last_usable_on: null, age_days: null, status: "never_connected" };

  test("has not delivered, even when it lands unchanged again", async () => {
    const landed = { last_landed_on: "2024-05-10", ...unused };
    expect(await freshness(given({ "2024-05-10": [3, 3] }), "2024-05-10")).toEqual(landed);
    const before = { ...usage, last_landed_on: "2024-05-07", ...unused };
    expect(await freshness({ history_source_freshness: [before] }, "2024-05-10")).toEqual(landed);
  });

  test("ages from the last landing with anything else", async () => {
    const before = { ...usage, last_landed_on: "2024-05-07", last_usable_on: "2024-05-07", status: "fresh" };
    const landed = given({ "2024-05-08": [3, 3], "2024-05-10": [3, 3] });
    expect(await freshness({ history_source_freshness: [before], ...landed }, "2024-05-10")).toEqual({
      ...{ last_landed_on: "2024-05-10", last_usable_on: "2024-05-07", age_days: 3, status: "stale" },
    });
  });

  test.each([
    ["some of its rows", { "2024-05-10": [3, 2] }],
    ["no rows", { "2024-05-10": [0, 0] }],
    ["an earlier day's rows", { "2024-05-09": [3, 3], "2024-05-10": [1, 0] }],
  ] as const)("is not one when it rejects %s", async (_, landings) => {
    expect(await freshness(given(landings), "2024-05-10")).toMatchObject({ age_days: 0, status: "fresh" });
  });

  test("is not one when usable rows land unchanged again", async () => {
    // As left by a version that did not distinguish them.
    const before = { ...usage, last_landed_on: "2024-05-07", last_usable_on: null, status: "fresh" };
    expect(await freshness({ history_source_freshness: [before] }, "2024-05-10")).toMatchObject({
      ...{ last_usable_on: "2024-05-10", age_days: 0, status: "fresh" },
    });
  });
});

test("unmatched keys are counted by source", async () => {
  const key = (source: string, matched_by: string | null) => ({ source, matched_by });
  const account_identity = [key("crm", "id"), key("desk", "link"), key("desk", "domain"), key("desk", null)];
  expect(await rowsOf("identity_quality", { asOf: "2024-05-10", given: { account_identity } })).toEqual([
    { source: "crm", keys: 1, matched_by_id: 1, matched_by_link: 0, matched_by_domain: 0, unmatched: 0 },
    { source: "desk", keys: 3, matched_by_id: 0, matched_by_link: 1, matched_by_domain: 1, unmatched: 1 },
  ]);
});

test("an account's attributes come from the first source that has them", async () => {
  const accounts = (attributes: string[]) => ({
    things: { path: "a.csv", mode: "full", entity: "accounts", fields: { account_id: "id" }, attributes },
  });
  const sources = [
    Source.parse({ name: "crm", kind: "files", streams: accounts(["country"]) }),
    Source.parse({ name: "billing", kind: "files", streams: accounts(["country", "tier"]) }),
  ];
  const record = (source: string, id: string, attributes: object, more = {}) => ({
    ...{
      source,
      account_key: `${source}:${id}`,
      known_on: "2024-01-01",
      attributes: JSON.stringify(attributes),
    },
    ...more,
  });
  const rows = await rowsOf(attributesModel({ sources }), {
    asOf: "2024-05-10",
    models,
    given: {
      streams: sources.map(({ name: source }, index) => ({
        source,
        entity: "accounts",
        source_position: index + 1,
      })),
      accounts_records: [
        record("crm", "1", { country: "DE" }),
        record("billing", "b1", { country: "Germany", tier: "gold" }),
        record("crm", "2", { country: null }),
        record("crm", "3", { country: "FR" }, { customer_since: "2024-06-01" }),
      ],
      account_identity: [
        { account_key: "crm:1", account_id: "1" },
        { account_key: "billing:b1", account_id: "1" },
        { account_key: "crm:2", account_id: "2" },
        { account_key: "crm:3", account_id: "3" },
      ],
    },
  });
  expect(rows).toEqual([
    { account_id: "1", attribute: "country", value: "DE" },
    { account_id: "1", attribute: "tier", value: "gold" },
  ]);
});
