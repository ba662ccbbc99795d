import { describe, expect, test } from "vitest";
import { badRowsOf } from "../../support/audit.ts";
import { type GivenRow, pick } from "../../support/given.ts";
import { generatedModels } from "../../support/merge.ts";

const run = { asOf: "2024-05-10", previous: "2024-05-09", models: generatedModels };

test("lost or duplicated rows stop the run", async () => {
  const stream = (name: string, landedRows: number): GivenRow => ({
    ...{ source: "crm", stream: name, entity: "accounts", landed: landedRows },
    ...{ current: 5, superseded: 1, duplicate: 1, rejected: 2, too_late: 1, filtered: 4, pending: 3 },
    ...{ split: 2, empty: 1, elements: 3 },
  });
  const data_quality = [stream("whole", 14), stream("lost", 15), stream("made up", 13)];
  const bad = await badRowsOf("rows_reconcile", { ...run, given: { data_quality } });
  expect(pick(bad, "stream", "unexplained")).toEqual([
    { stream: "lost", unexplained: 1 },
    { stream: "made up", unexplained: -1 },
  ]);
});

test("a full snapshot that loses more than max_loss of its records stops the run", async () => {
  const after = (records_lost: number, max_loss = 0.2) => {
    const things = { source: "crm", stream: "things", entity: "accounts" };
    return badRowsOf("full_snapshots_lose_little", {
      ...run,
      given: {
        streams: [{ ...things, mode: "full", max_loss }],
        record_counts: [{ ...things, records_before: 5, records_lost }],
      },
    });
  };
  expect(await after(0)).toEqual([]);
  expect(await after(1)).toEqual([]);
  expect(pick(await after(2), "records_before", "records_lost")).toEqual([
    { records_before: 5, records_lost: 2 },
  ]);
  expect(await after(2, 0.5)).toEqual([]);
});

test("accounts that pay and are no longer exported are counted with their revenue, by stream", async () => {
  const bad = await badRowsOf("paying_accounts_are_exported", {
    ...run,
    given: {
      streams: [{ source: "crm", entity: "accounts", source_position: 1 }],
      accounts: [
        { account_id: "1", lifecycle: "active", mrr: 10 },
        { account_id: "2", lifecycle: "active", mrr: null },
        { account_id: "3", lifecycle: "active", mrr: 30 },
        { account_id: "4", lifecycle: "churned", mrr: 0 },
      ],
      accounts_records: ["1", "2", "3", "4"].map((id) => ({
        ...{ source: "crm", stream: "companies", account_key: `crm:${id}`, known_on: "2024-05-01" },
        deleted_on: id === "3" ? null : "2024-05-09",
      })),
      account_identity: ["1", "2", "3", "4"].map((id) => ({
        ...{ account_key: `crm:${id}`, source_account_id: id, account_id: id },
      })),
    },
  });
  expect(bad).toEqual([{ source: "crm", stream: "companies", accounts: 2, mrr: 10 }]);
});

describe("revenue", () => {
  const prices = (source: string, ...mrrs: readonly (number | null)[]) =>
    mrrs.flatMap((mrr, id) =>
      mrr === null
        ? []
        : [{ source, subscription_id: `s${id}`, mrr, is_active: true, as_of_date: "2024-05-10" }],
    );
  const unsteady = async (before: readonly GivenRow[], now: readonly GivenRow[]) => {
    const history_subscriptions = before.map((row) => ({ ...row, as_of_date: run.previous }));
    const given = {
      settings: [{ revenue_from: "subscriptions" }],
      subscriptions: now,
      history_subscriptions,
    };
    return badRowsOf("revenue_is_steady", { ...run, given });
  };

  test("that jumps with the form or the unit of its numbers is named by source", async () => {
    const before = [...prices("dots", 1000, 2000, 3000, 900), ...prices("cents", 10, 10, 10, 10)];
    const now = [...prices("dots", 1, 2, 3, 900), ...prices("cents", 1000, 1000, 1000, 1000)];
    const found = await unsteady(before, now);
    expect(found.toSorted((a, b) => Number(a.mrr) - Number(b.mrr))).toEqual([
      { source: "dots", mrr_before: 6900, mrr: 906, compared: 4, jumps: 3 },
      { source: "cents", mrr_before: 40, mrr: 4000, compared: 4, jumps: 4 },
    ]);
  });

  test("that jumps under new ids is named too", async () => {
    const renamed = prices("billing", 1000, 1000, 1000).map((row, id) => ({
      ...row,
      subscription_id: `n${id}`,
    }));
    expect(await unsteady(prices("billing", 10, 10, 10), renamed)).toEqual([
      { source: "billing", mrr_before: 30, mrr: 3000, compared: 0, jumps: 0 },
    ]);
  });

  test.each([
    ["prices", [10, 10, 10, 10], [49, 10, 10, 3]],
    ["one or two of them", [10, 10], [1000, 1000]],
    ["the number of subscriptions", [10, null, null, null], [10, 100, 100, 100]],
    ["nothing before", [], [10, 10, 10]],
  ])("that changes with %s is steady", async (_, before, now) => {
    expect(await unsteady(prices("billing", ...before), prices("billing", ...now))).toEqual([]);
  });

  test("from invoices is compared as a whole", async () => {
    const accounts = (mrr: number) => [1, 2, 3].map((id) => ({ account_id: `${id}`, mrr }));
    const bad = await badRowsOf("revenue_is_steady", {
      ...run,
      given: {
        settings: [{ revenue_from: "invoices" }],
        accounts: accounts(100),
        history_accounts: accounts(10).map((row) => ({ ...row, as_of_date: run.previous })),
      },
    });
    expect(bad).toEqual([{ source: null, mrr_before: 30, mrr: 300, compared: 0, jumps: 0 }]);
  });
});

test("a spelling of a dimension's value that differs in capitals from a more frequent one is named", async () => {
  const of = (dimension: string, ...values: readonly string[]) =>
    values.map((dimension_value, id) => ({ account_id: `${id}`, dimension, dimension_value }));
  const bad = await badRowsOf("dimensions_have_one_spelling", {
    ...run,
    given: {
      account_dimensions: [
        ...of("owner", "Anna Schmidt", "Anna Schmidt", "anna schmidt", "Anne Schmidt"),
        ...of("segment", "SMB", "Enterprise", "anna schmidt"),
      ],
    },
  });
  expect(bad).toEqual([
    { dimension: "owner", usual_value: "Anna Schmidt", dimension_value: "anna schmidt", accounts: 1 },
  ]);
});

test("a currency without a rate is named, with the amounts that have no price because of it", async () => {
  const bad = await badRowsOf("currencies_have_rates", {
    ...run,
    given: {
      subscriptions: [
        { currency: "EUR", mrr: "1", mrr_in_currency: "2" },
        { currency: "CHF", mrr_in_currency: "2", mrr_absence: "no_rate" },
        { currency: "CHF", mrr_absence: "no_price" },
      ],
      invoices: [
        { currency: "CHF", amount_in_currency: "2" },
        { currency: "SEK", amount_in_currency: "2" },
        { currency: "SEK", amount_in_currency: "2" },
        { currency: "NOK" },
      ],
    },
  });
  expect(bad).toEqual([
    { currency: "CHF", subscriptions: 1, invoices: 1 },
    { currency: "SEK", subscriptions: 0, invoices: 2 },
  ]);
});

test("a source with mostly unmatched keys is named", async () => {
  const source = (name: string, keys: number, unmatched: number) => ({ source: name, keys, unmatched });
  const identity_quality = [source("crm", 4, 2), source("desk", 3, 2), source("app", 1, 1)];
  const bad = await badRowsOf("keys_match_accounts", { ...run, given: { identity_quality } });
  expect(bad.toSorted((a, b) => Number(a.keys) - Number(b.keys))).toEqual([
    { source: "app", keys: 1, unmatched: 1 },
    { source: "desk", keys: 3, unmatched: 2 },
  ]);
});

test("ratings off their scale are named, as NPS and CSAT leave them out", async () => {
  const rating = (survey: string, score: number, scale_max: number | null, day = "2024-05-01"): GivenRow => ({
    ...{ source: "desk", survey, score, scale_max, responded_at: `${day} 10:00:00` },
  });
  const bad = await badRowsOf("ratings_are_on_their_scale", {
    ...run,
    given: {
      survey_responses: [
        ...[rating("nps", 0, null), rating("nps", 10, 10), rating("csat", 5, null), rating("csat", 87, 100)],
        ...[rating("csat", 87, null), rating("csat", 40, null), rating("csat", 4, null)],
        ...[rating("nps", 11, null), rating("nps", -1, null), rating("nps", 4, 5)],
        ...[rating("ces", 9, 5), rating("nps", 11, null, "2024-02-10")],
      ],
    },
  });
  expect(bad.toSorted((a, b) => Number(a.lowest_score) - Number(b.lowest_score))).toEqual([
    { source: "desk", survey: "nps", scale_max: null, responses: 2, lowest_score: -1, highest_score: 11 },
    { source: "desk", survey: "nps", scale_max: 5, responses: 1, lowest_score: 4, highest_score: 4 },
    { source: "desk", survey: "csat", scale_max: null, responses: 2, lowest_score: 40, highest_score: 87 },
  ]);
});

test("a duplicate account or record stops the run", async () => {
  const given = {
    accounts: [{ account_id: "1" }, { account_id: "2" }],
    tickets: [
      { source: "desk", ticket_id: "1" },
      { source: "crm", ticket_id: "1" },
    ],
  };
  expect(await badRowsOf("grain_is_unique", { ...run, given })).toEqual([]);
  const twice = {
    accounts: [{ account_id: "1" }, { account_id: "1" }],
    tickets: [...given.tickets, ...given.tickets],
    due_terms: [1, 2].map(() => ({ source: "billing", subscription_id: "s", due_on: "2024-05-10" })),
  };
  const bad = await badRowsOf("grain_is_unique", { ...run, given: twice });
  expect(pick(bad, "table_name", "row_key", "copies")).toEqual([
    { table_name: "accounts", row_key: "1", copies: 2 },
    { table_name: "due_terms", row_key: "billing s 2024-05-10", copies: 2 },
    { table_name: "tickets", row_key: "crm 1", copies: 2 },
    { table_name: "tickets", row_key: "desk 1", copies: 2 },
  ]);
});

test("a fact of a later day stops the run, and an announced end does not", async () => {
  const given = {
    subscriptions: [{ subscription_id: "announced", ended_on: "2024-06-01", cancel_notice_on: "2024-05-10" }],
    tickets: [{ ticket_id: "today", created_at: "2024-05-10 23:59:59", solved_at: "2024-05-10 23:59:59" }],
    invoices: [{ invoice_id: "today", issued_on: "2024-05-10", due_on: "2024-06-10", paid_on: "2024-05-10" }],
  };
  expect(await badRowsOf("no_future_facts", { ...run, given })).toEqual([]);
  const future = {
    subscriptions: [{ subscription_id: "silent", ended_on: "2024-06-01" }],
    tickets: [{ ticket_id: "t", created_at: "2024-05-01 00:00:00", solved_at: "2024-05-11 00:00:00" }],
    invoices: [{ invoice_id: "i", issued_on: "2024-05-01", paid_on: "2024-05-11" }],
    survey_responses: [{ response_id: "r", responded_at: "2024-05-11 00:00:00" }],
    usage_account_days: [{ account_key: "k", usage_date: "2024-05-11" }],
    exchange_rates: [{ currency: "EUR", rate_on: "2024-05-11" }],
    survey_invitations: [{ invitation_id: "v", sent_at: "2024-05-11 00:00:00" }],
    touchpoints: [{ touchpoint_id: "p", occurred_at: "2024-05-11 00:00:00" }],
    contacts: [{ contact_id: "c", left_on: "2024-05-11" }],
    feature_releases: [{ release_id: "f", released_on: "2024-05-11" }],
    interventions: [{ intervention_id: "n", started_on: "2024-05-01", ended_on: "2024-05-11" }],
    accounts: [{ account_id: "a", churned_on: "2024-05-11" }],
  };
  const bad = await badRowsOf("no_future_facts", { ...run, given: future });
  expect(bad.map(({ table_name }) => String(table_name)).toSorted()).toEqual(Object.keys(future).toSorted());
});
