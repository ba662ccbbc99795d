import { describe, expect, test } from "vitest";
import { parseConfig, RejectedConfig } from "../../lib/project/load.ts";

const yaml = (metrics: string) => `
company: Northwind
currency: USD
sources:
  - name: crm
    kind: files
    streams:
      accounts: { path: a.csv, mode: full, entity: accounts, fields: { account_id: id } }
      subs: { path: s.csv, mode: full, entity: subscriptions, fields: { subscription_id: id, account_id: a, started_on: s, interval: { value: month } } }
      tickets: { path: t.csv, mode: full, entity: tickets, fields: { ticket_id: id, account_id: a, created_at: c, priority: p } }
      times: { path: x.csv, mode: full, entity: tickets, join: tickets, fields: { ticket_id: id, solved_at: s } }
      uses: { path: u.csv, mode: append, entity: usage, fields: { account_id: a, occurred_at: t, event_id: e } }
      metrics: { path: m.csv, ${metrics} }
scorecards:
  - name: standard
    components: { usage: { weight: 1, measures: { active_days_28d: { points: [[0, 0], [9, 100]] } } } }
`;

function problemsOf(stream: string, { from, to } = { from: "", to: "" }): string {
  try {
    parseConfig(yaml(stream).replace(from, to));
    return "";
  } catch (error) {
    if (!(error instanceof RejectedConfig)) throw error;
    return error.message;
  }
}

const joined = (to: string, fields = "ticket_id: id, reopens: r", more = "") =>
  `mode: upsert, entity: tickets, join: ${to}, ${more} fields: { ${fields} }`;
const price =
  "mode: upsert, entity: subscriptions, join: subs, fields: { subscription_id: id, amount: price }";

test("a joined stream needs its key and a field to add, and may complete a price", () => {
  expect(problemsOf(price)).toBe("");
  expect(problemsOf(joined("tickets"))).toContain("interval only has a meaning with an amount");
  expect(problemsOf(joined("tickets"))).not.toContain("metrics");
});

test("a required field may come from a joined stream, except the key", () => {
  const without = (field: string) => ({
    ...{ from: "ticket_id: id, account_id: a, created_at: c, priority: p" },
    ...{ to: `ticket_id: id, account_id: a, created_at: c, priority: p`.replace(`${field}, `, "") },
  });
  const problems = (field: string, fields: string) => problemsOf(joined("tickets", fields), without(field));
  expect(problems("account_id: a", "ticket_id: id, account_id: company")).not.toContain("tickets");
  expect(problems("created_at: c", "ticket_id: id, created_at: at")).not.toContain("tickets");
  expect(problems("created_at: c", "ticket_id: id, reopens: r")).toContain("expected created_at");
  expect(problems("ticket_id: id", "ticket_id: id, reopens: r")).toContain("expected ticket_id");
});

describe("a join is refused", () => {
  test.each([
    ["to a stream that does not exist", joined("ticket"), 'found "ticket", expected tickets'],
    ["to itself", joined("metrics"), "a stream cannot join itself"],
    [
      "to a stream of another entity",
      joined("accounts"),
      "accounts has accounts, and this stream is tickets",
    ],
    [
      "to a stream that is joined itself",
      joined("times"),
      "times adds fields to tickets itself: join tickets",
    ],
    ["without a key", joined("tickets", "reopens: r"), "expected ticket_id: the ticket"],
    [
      "without a field to add",
      joined("tickets", "ticket_id: id, updated_at: u"),
      "expected a field to add to the records of tickets",
    ],
    [
      "with a field of the record",
      joined("tickets", "ticket_id: id, priority: p"),
      "tickets maps priority already: only one of the two can give it",
    ],
    [
      "with a field of another joined stream",
      joined("tickets", "ticket_id: id, solved_at: s"),
      "times maps solved_at already",
    ],
    [
      "with elements for its rows",
      `${joined("tickets", "ticket_id: id, reopens: r", "each: list, record: id,")}`,
      "the rows of a stream with each are records of their own",
    ],
    [
      "of events",
      "mode: append, entity: usage, join: uses, fields: { event_id: e, feature: f }",
      "events have all their fields in one row: join is for records",
    ],
    [
      "with attributes",
      "mode: upsert, entity: accounts, join: accounts, attributes: [tier], fields: { account_id: id, name: n }",
      "attributes are read from the records themselves",
    ],
  ])("%s", (_, stream, message) => expect(problemsOf(stream)).toContain(message));
});
