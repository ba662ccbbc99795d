import { expect, vi } from "vitest";
import { DuckDbWarehouse } from "../../lib/warehouse/duckdb-warehouse.ts";
import { testProject } from "../support/project.ts";
import { sampledTest } from "../support/sample.ts";
import { csv, shopYaml } from "../support/shop.ts";
import { bellwether } from "./command.ts";

const accounts = {
  "crm/accounts.csv": csv(
    "id,name,domain,segment,since,left_on,merged_into,updated_at,country",
    "A,Alpha,alpha.example,Big,2025-01-10,,,,DE",
    "B,Beta,beta.example,Small,2025-06-01,,,,FR",
  ),
};
const tickets = (...rows: readonly string[]) =>
  csv("id,organization,created,solved,status,updated_at", ...rows);

const readsCounts = (sql: string): boolean => sql.includes("how fresh it is on the day");

/** The SQL that was asked while something was done. */
async function askedWhile(work: () => Promise<unknown>): Promise<readonly string[]> {
  const spy = vi.spyOn(DuckDbWarehouse.prototype, "rows");
  try {
    await work();
    return spy.mock.calls.map(([sql]) => sql);
  } finally {
    spy.mockRestore();
  }
}

sampledTest(
  "a backfill tells what became of the rows of all its days, with one query for any number of days",
  async () => {
    await using project = await testProject(shopYaml);
    const { directory } = project;
    await project.write({
      ...accounts,
      "helpdesk/tickets-1.csv": tickets(
        "T1,A,2026-02-10T08:00:00Z,,open,2026-03-01T08:00:00Z",
        "T2,B,never,,open,2026-03-01T08:00:00Z",
        "T3,beta.exmple,2026-02-10T08:00:00Z,,opne,2026-03-01T08:00:00Z",
      ),
    });
    await bellwether(directory, "land", "--date", "2026-03-01");
    await project.write({
      "helpdesk/tickets-2.csv": tickets(
        "T4,A,2026-03-02T08:00:00Z,,open,2026-03-02T08:00:00Z",
        "T5,A,never,,opne,2026-03-02T08:00:00Z",
        "T6,C,2026-03-02T08:00:00Z,,open,2026-03-02T08:00:00Z",
      ),
    });
    await bellwether(directory, "land", "--date", "2026-03-02");

    const days = ["--from", "2026-03-01", "--to", "2026-03-03"];
    let printed = "";
    const asked = await askedWhile(async () => {
      printed = (await bellwether(directory, "backfill", ...days)).stdout;
    });
    expect(printed).toContain("Published 3 days of history, 2026-03-01 to 2026-03-03.");
    expect(printed).toContain(
      "helpdesk.tickets: fresh. Its rows since 2026-03-01: 6 read, 2 rejected, 2 unmatched",
    );
    expect(printed).toContain("2 rows not a timestamp: created_at, such as ");
    expect(printed).toContain('"beta.exmple" (looks like "beta.example")');
    expect(printed).toContain('helpdesk.tickets status: 1 cell is null, unknown word ("opne")');
    expect(asked.filter(readsCounts)).toHaveLength(1);
    const always =
      "Mapped fields without any value:\n  crm.accounts: merged_into, churned_on (2 rows)\n" +
      "  helpdesk.tickets: solved_at (4 rows)\n";
    expect(printed).toContain(always);

    const warning = "1 source whose keys mostly match no account: see the table identity_quality";
    expect(printed).toContain(
      `Warning: the audit keys_match_accounts found ${warning}. That was on 2026-03-03; 2 days have the warning.`,
    );
    const status = await bellwether(directory, "status");
    expect(status.stdout).toContain(`Warning: the audit keys_match_accounts found ${warning}.\n`);
    expect(status.stdout).toContain(always);
    const found = "select as_of_date, severity, violations, warning from audit_results";
    const results = await bellwether(
      directory,
      "query",
      "--json",
      `${found} where audit = 'keys_match_accounts' order by as_of_date`,
    );
    expect(JSON.parse(results.stdout)).toEqual([
      { as_of_date: "2026-03-01", severity: "warn", violations: 0, warning: null },
      { as_of_date: "2026-03-02", severity: "warn", violations: 1, warning },
      { as_of_date: "2026-03-03", severity: "warn", violations: 1, warning },
    ]);

    const { streams, unread } = JSON.parse(
      (await bellwether(directory, "backfill", ...days, "--json")).stdout,
    );
    expect(streams.find(({ stream }: { readonly stream: string }) => stream === "tickets")).toMatchObject({
      ...{ landed: 6, rejected: 2, unmatched: 2, unreadable: 0, filtered: 0, too_late: 0 },
      rejects: [{ reason: "not a timestamp: created_at", rows: 2 }],
    });
    expect(unread).toContainEqual(expect.objectContaining({ field: "status", cells: 1 }));
  },
);

sampledTest("a run reads the counts of its streams once, for its notices and for its report", async () => {
  await using project = await testProject(shopYaml);
  await project.write(accounts);
  await bellwether(project.directory, "land", "--date", "2026-03-01");
  const asked = await askedWhile(() => bellwether(project.directory, "run", "--date", "2026-03-01"));
  expect(asked.filter(readsCounts)).toHaveLength(1);
});

sampledTest("of cells that do not fit the declared format, run and status name the format", async () => {
  await using project = await testProject(
    shopYaml.replace("created_at: created", "created_at: { field: created, format: DD.MM.YYYY }"),
  );
  const { directory } = project;
  await project.write({
    ...accounts,
    "helpdesk/tickets.csv": tickets("T1,A,2026-02-10,,open,2026-03-01T08:00:00Z"),
  });
  await bellwether(directory, "land", "--date", "2026-03-01");
  const line =
    'helpdesk.tickets created_at: 1 row rejected, not a timestamp ("2026-02-10"). ' +
    "The field is read with format DD.MM.YYYY, which they do not fit\n";
  expect((await bellwether(directory, "run", "--date", "2026-03-01")).stdout).toContain(line);
  expect((await bellwether(directory, "status")).stdout).toContain(line);
});

sampledTest(
  "unmatched keys name a domain that several accounts have, and those of mail providers come last",
  async () => {
    await using project = await testProject(shopYaml);
    const { directory } = project;
    const mail = ["a@aol.com", "b@gmail.com", "c@gmail.com", "d@gmail.com", "e@gmail.com"];
    await project.write({
      "crm/accounts.csv": csv(
        "id,name,domain,segment,since,left_on,merged_into,updated_at,country",
        "A,Alpha,acme.example,Big,2025-01-10,,,,DE",
        "B,Beta,acme.example,Small,2025-06-01,,,,FR",
      ),
      "helpdesk/tickets.csv": tickets(
        ...[...mail, "z@acme.example", "A"].map(
          (key, index) => `T${index},${key},2026-02-10T08:00:00Z,,open,2026-03-01T08:00:00Z`,
        ),
      ),
    });
    await bellwether(directory, "land", "--date", "2026-03-01");
    const { stdout } = await bellwether(directory, "run", "--date", "2026-03-01");
    expect(stdout).toContain(
      'keys of helpdesk that match no account, such as "z@acme.example" (2 accounts have "acme.example"), ' +
        `"a@aol.com" (a mail provider's domain, which is no company's), "b@gmail.com"`,
    );
  },
);
