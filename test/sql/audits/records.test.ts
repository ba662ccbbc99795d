import { expect, test } from "vitest";
import { badRowsOf } from "../../support/audit.ts";
import { type GivenRow, pick } from "../../support/given.ts";
import { generatedModels, landed } from "../../support/merge.ts";

const run = { asOf: "2024-05-10", previous: "2024-05-09", models: generatedModels };

test("rows that landed and are nowhere, or are there twice, stop the run", async () => {
  const stream = (name: string, landedRows: number): GivenRow => ({
    ...{ source: "crm", stream: name, entity: "accounts", landed: landedRows },
    ...{ current: 5, superseded: 1, duplicate: 1, rejected: 2, too_late: 1, pending: 3 },
  });
  const data_quality = [stream("whole", 10), stream("lost", 11), stream("made up", 9)];
  const bad = await badRowsOf("rows_reconcile", { ...run, given: { data_quality } });
  expect(pick(bad, "stream", "unexplained")).toEqual([
    { stream: "lost", unexplained: 1 },
    { stream: "made up", unexplained: -1 },
  ]);
});

test("a full snapshot that loses more than max_loss of its records stops the run", async () => {
  const ids = ["1", "2", "3", "4", "5"];
  const streams = [{ source: "crm", stream: "things", entity: "accounts", mode: "full", max_loss: 0.2 }];
  const after = (lost: number, more: GivenRow = {}) => ({
    ...run,
    given: {
      streams: streams.map((each) => ({ ...each, ...more })),
      history_accounts_records: [
        ...ids.map((id) => landed("2024-05-09", id)),
        landed("2024-05-01", "9", { deleted_on: "2024-05-02" }),
      ],
      accounts_records: [
        ...ids.map((id, index) => landed("2024-05-10", id, index < lost ? { deleted_on: "2024-05-10" } : {})),
        landed("2024-05-01", "9", { deleted_on: "2024-05-02" }),
      ],
    },
  });
  expect(await badRowsOf("full_snapshots_lose_little", after(0))).toEqual([]);
  expect(await badRowsOf("full_snapshots_lose_little", after(1))).toEqual([]);
  expect(
    pick(await badRowsOf("full_snapshots_lose_little", after(2)), "records_before", "records_lost"),
  ).toEqual([{ records_before: 5, records_lost: 2 }]);
  expect(await badRowsOf("full_snapshots_lose_little", after(2, { max_loss: 0.5 }))).toEqual([]);
});

test("an account or a record that is there twice stops the run", async () => {
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
  };
  const bad = await badRowsOf("grain_is_unique", { ...run, given: twice });
  expect(pick(bad, "table_name", "row_key", "copies")).toEqual([
    { table_name: "accounts", row_key: "1", copies: 2 },
    { table_name: "tickets", row_key: "crm 1", copies: 2 },
    { table_name: "tickets", row_key: "desk 1", copies: 2 },
  ]);
});

test("a fact of a later day stops the run, an announced end does not", async () => {
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
    accounts: [{ account_id: "a", churned_on: "2024-05-11" }],
  };
  const bad = await badRowsOf("no_future_facts", { ...run, given: future });
  expect(bad.map(({ table_name }) => table_name)).toEqual(Object.keys(future).toSorted());
});
