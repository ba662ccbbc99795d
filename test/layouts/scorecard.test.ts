import { expect, test } from "vitest";
import { accounts, csv, draftedFrom, ndjson } from "./folder.ts";
import { intercomConversations } from "./given/desk-and-product.ts";

/** The measures of tickets in the drafted scorecard. */
async function measuresWith(files: Readonly<Record<string, string>>) {
  const { config, text } = await draftedFrom({ "crm/accounts.csv": accounts, ...files });
  const support = config.scorecards[0]?.components.support;
  return { measures: Object.keys(support?.measures ?? {}), text };
}

const tickets = (...priorities: readonly string[]): string =>
  csv(
    "ticket id,customer id,created at,priority",
    ...priorities.map((priority, index) => `T-${index},C-100${index + 1},2026-01-05,${priority}`),
  );

test("open urgent tickets are weighed where a word that was found means urgent", async () => {
  const { measures } = await measuresWith({ "desk/tickets.csv": tickets("Low", "Critical") });
  expect(measures).toContain("urgent_open_tickets");
});

test("where no word means urgent, the measure would never move: a comment says so", async () => {
  const { measures, text } = await measuresWith({ "desk/tickets.csv": tickets("Low", "High") });
  expect(measures).toContain("oldest_open_ticket_days");
  expect(measures).not.toContain("urgent_open_tickets");
  expect(text).toContain("# no urgent_open_tickets: no sampled priority means urgent.");
});

test("the mark of Intercom's conversations is urgent", async () => {
  const { measures } = await measuresWith({ "desk/intercom.ndjson": ndjson(...intercomConversations) });
  expect(measures).toContain("urgent_open_tickets");
});

test("a change of revenue is weighed where subscriptions have a price", async () => {
  const contracts = (more: string) =>
    csv(`contract id,customer id,start date,renewal date${more}`, "S-1,C-1001,2025-01-05,2027-01-05,100");
  const measuresOf = async (more: string) => {
    const files = { "crm/accounts.csv": accounts, "billing/contracts.csv": contracts(more) };
    const { config } = await draftedFrom(files);
    return Object.keys(config.scorecards[0]?.components.financial?.measures ?? {});
  };
  expect(await measuresOf(",mrr")).toEqual(["mrr_change_90d"]);
  expect(await measuresOf(",price")).toEqual([]);
});
