import { expect } from "vitest";
import { sampledTest } from "../support/sample.ts";
import { csv, draftedProject } from "./drafted-project.ts";
import { accounts, draftedFrom } from "./folder.ts";

const synced = "2026-03-30 02:00:00";

sampledTest(
  "Fivetran's tables of domains and of changes add to Zendesk's organizations and tickets",
  async () => {
    await using drafted = await draftedProject({
      "exports/crm/customers.csv": csv([
        ["customer_id", "company", "website", "signed_up"],
        ["C-1", "Alder", "alder.example", "2025-01-05"],
        ["C-2", "Birch", "birch.example", "2025-02-05"],
        ["C-3", "Cedar", "cedar.example", "2025-03-05"],
      ]),
      "exports/zendesk/organization.csv": csv([
        ["id", "_fivetran_synced", "name", "external_id", "shared_tickets", "created_at", "updated_at"],
        ["901", synced, "Alder", "", "FALSE", "2025-01-06 00:00:00", "2025-01-06 00:00:00"],
        ["902", synced, "Birch", "", "FALSE", "2025-02-06 00:00:00", "2025-02-06 00:00:00"],
        ["903", synced, "Cedar", "", "FALSE", "2025-03-06 00:00:00", "2025-03-06 00:00:00"],
      ]),
      "exports/zendesk/domain_name.csv": csv([
        ["index", "organization_id", "_fivetran_synced", "domain_name"],
        ["0", "901", synced, "alder.example"],
        ["1", "901", synced, "birch.example"],
        ["0", "902", synced, "birch.example"],
        ["0", "903", synced, "cedar.example"],
      ]),
      "exports/zendesk/ticket.csv": csv([
        [
          "id",
          "_fivetran_synced",
          "organization_id",
          "requester_id",
          "subject",
          "status",
          "created_at",
          "updated_at",
        ],
        ["1", synced, "901", "7", "a", "solved", "2026-03-01 08:00:00", "2026-03-05 08:00:00"],
        ["2", synced, "902", "8", "b", "open", "2026-03-02 08:00:00", "2026-03-02 08:00:00"],
        ["3", synced, "903", "9", "c", "closed", "2026-03-03 08:00:00", "2026-03-09 08:00:00"],
      ]),
      "exports/zendesk/ticket_field_history.csv": csv([
        ["field_name", "ticket_id", "updated", "_fivetran_synced", "value"],
        ["status", "1", "2026-03-02 09:00:00", synced, "solved"],
        ["status", "1", "2026-03-03 09:00:00", synced, "open"],
        ["status", "1", "2026-03-04 09:00:00", synced, "solved"],
        ["priority", "2", "2026-03-04 09:00:00", synced, "high"],
        ["status", "3", "2026-03-05 10:00:00", synced, "solved"],
        ["status", "3", "2026-03-09 08:00:00", synced, "closed"],
      ]),
    });
    await drafted.project.day("2026-03-31");
    const rows = async (sql: string) => (await drafted.project.query(sql)).map((row) => Object.values(row));
    expect(
      await rows("select ticket_id, account_id, status, solved_at from tickets order by 1"),
      drafted.config,
    ).toEqual([
      ["1", "C-1", "solved", "2026-03-04 09:00:00"],
      ["2", "C-2", "open", null],
      ["3", "C-3", "closed", "2026-03-05 10:00:00"],
    ]);
  },
);

sampledTest("a table that adds fields to records is left out without them", async () => {
  const { leftOut, config } = await draftedFrom({
    "crm/customers.csv": accounts,
    "zendesk/ticket_field_history.csv": csv([
      ["field_name", "ticket_id", "updated", "_fivetran_synced", "value"],
      ["status", "1", "2026-03-02 09:00:00", synced, "solved"],
    ]),
  });
  expect(leftOut.map(({ glob, reason }) => [glob, reason])).toEqual([
    ["exports/zendesk/ticket_field_history.csv", "they belong to tickets, which are not there"],
  ]);
  expect(config.sources).toHaveLength(1);
});
