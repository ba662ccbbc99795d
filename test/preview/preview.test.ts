import { expect } from "vitest";
import { previewProject } from "../../lib/preview/preview.ts";
import { previewLines, problemLines } from "../../lib/preview/preview-words.ts";
import { testProject } from "../support/project.ts";
import { sampledTest } from "../support/sample.ts";

const yaml = `
company: Mini
currency: USD
sources:
  - name: crm
    kind: files
    streams:
      accounts:
        path: exports/accounts.csv
        mode: full
        entity: accounts
        fields: { account_id: Id, name: Name, owner: Owner.Name, customer_since: since }
  - name: desk
    kind: files
    streams:
      tickets:
        path: exports/tickets.csv
        mode: upsert
        entity: tickets
        fields: { ticket_id: id, account_id: org, created_at: created, priority: priority }
  - name: product
    kind: files
    streams:
      events:
        path: exports/events.ndjson
        mode: append
        entity: usage
        fields: { account_id: workspace, occurred_at: ts, feature: featur }
scorecards:
  - name: standard
    components: { usage: { weight: 1, measures: { active_days_28d: { points: [[0, 0], [20, 100]] } } } }
`;

const lines = (...all: readonly string[]): string => `${all.join("\n")}\n`;
const files = (accounts: string) => ({
  "exports/accounts.csv": accounts,
  "exports/tickets.csv": lines(
    "id,org,created,priority",
    ...["T1,1001.0,2026-03-01T10:00:00Z,high", "T2,1002,03/01/2026,high", "T3,1002,2026-03-01,whatever"],
    "T4,1002,2026-03-01,low,too many",
  ),
  "exports/events.ndjson": lines(
    ...["ws-1001", "juniper", "junperworks.example", "x1", "x2", "x3"].map((workspace) =>
      JSON.stringify({ workspace, ts: "2026-03-02T10:00:00Z", feature: "reports" }),
    ),
  ),
});

const asOfDate = "2026-03-02";
const quiet = { stepStarted: () => {}, stepEnded: () => {} };

sampledTest(
  "a preview says per stream what is wrong, with examples and near misses, and lands nothing",
  async () => {
    await using project = await testProject(yaml);
    await project.write(
      files(lines("Id,Name,Owner.Name,since", "1001,Acme,Ann,2025-01-10", "1002,Juniper,Bob,2025-02-10")),
    );
    const preview = await previewProject({
      ...{ directory: project.directory, asOfDate, observer: quiet, isShown: () => true },
    });
    const text = previewLines(preview).join("\n");
    expect(text).toContain('feature reads "featur", which none of 6 records has. Did you mean "feature"?');
    expect(text).toContain("unreadable: exports/tickets.csv, line 5:");
    expect(text).toContain("1 row not a timestamp: created_at, such as");
    expect(text).toContain('priority: 1 cell, unknown word: "whatever"');
    expect(text).toContain('"ws-1001" (looks like "1001")');
    expect(text).toContain('"juniper" (looks like "Juniper")');
    expect(text).toContain("ticket_id=T1  account_id=1001");
    expect(await project.land("2026-03-02")).not.toEqual([]);
  },
);

sampledTest(
  "a preview of sound exports has no problem, and says from when a backfill could build",
  async () => {
    await using project = await testProject(yaml.replace("featur }", "feature }"));
    await project.write({
      "exports/accounts.csv": lines("Id,Name,Owner.Name,since", "1001,Acme,Ann,2025-01-10"),
      "exports/tickets.csv": lines("id,org,created,priority", "T1,1001,2026-03-01T10:00:00Z,high"),
      "exports/events.ndjson": lines(
        JSON.stringify({ workspace: "1001", ts: "2026-03-02T10:00:00Z", feature: "reports" }),
      ),
    });
    const preview = await previewProject({
      ...{ directory: project.directory, asOfDate, observer: quiet, isShown: () => true },
    });
    expect(problemLines(preview)).toEqual([]);
    expect(preview.buildableFrom).toBe(asOfDate);
    const [accounts] = preview.streams;
    expect(accounts?.rows).toEqual([
      { account_id: "1001", name: "Acme", owner: "Ann", customer_since: "2025-01-10" },
    ]);
  },
);
