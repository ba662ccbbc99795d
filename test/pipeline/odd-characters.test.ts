import { expect } from "vitest";
import { testProject } from "../support/project.ts";
import { sampledTest } from "../support/sample.ts";

const yaml = `
company: Corner Shop
currency: EUR
sources:
  - name: crm
    kind: files
    streams:
      accounts:
        path: accounts.ndjson
        mode: upsert
        entity: accounts
        fields: { account_id: id, name: name, segment: { sql: "upper(segment)" } }
        attributes: [note]
      tickets:
        path: tickets.ndjson
        mode: upsert
        entity: tickets
        fields: { ticket_id: id, account_id: account, created_at: at, channel: channel, subject: subject, status: { value: open } }
scorecards:
  - name: standard
    components: { usage: { weight: 1, measures: { oldest_open_ticket_days: { points: [[0, 100], [9, 0]] } } } }
alerts:
  - { name: noted, when: "note = 'x' or starts_with(name, 'A')", severity: low }
`;

sampledTest("a text with U+0000 is published unchanged, and fails no day", async () => {
  await using project = await testProject(yaml);
  const accounts = [
    { id: "1", name: "A\0b", segment: "x\0y", note: "\0" },
    { id: "2", name: "B", segment: "\0", note: "x" },
  ];
  const { run } = await project.day("2026-03-01", {
    "accounts.ndjson": accounts.map((account) => `${JSON.stringify(account)}\n`).join(""),
    "tickets.ndjson": JSON.stringify({
      id: "T1",
      account: "1",
      at: "2026-02-01",
      channel: "ch\0at",
      subject: "he\0llo",
    }),
  });
  expect(run.outcome).toBe("published");
  expect(
    await project.query("select account_id, name, segment from accounts_current order by account_id"),
  ).toEqual([
    { account_id: "1", name: "A\0b", segment: "X\0Y" },
    { account_id: "2", name: "B", segment: "\0" },
  ]);
  expect(await project.query("select account_id, channel from tickets_current")).toEqual([
    { account_id: "1", channel: "ch\0at" },
  ]);
  expect(await project.query("select account_id from alert_episodes_current order by 1")).toEqual([
    { account_id: "1" },
    { account_id: "2" },
  ]);
});
