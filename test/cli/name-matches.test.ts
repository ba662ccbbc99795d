import { expect, test } from "vitest";
import { testProject } from "../support/project.ts";
import { csv, shopYaml } from "../support/shop.ts";
import { bellwether } from "./command.ts";

test("what only a name matches is said before the first run, by it, and by status", async () => {
  await using project = await testProject(
    shopYaml.replace("- name: helpdesk\n", "- name: helpdesk\n    match_by_name: true\n"),
  );
  const { directory } = project;
  await project.write({
    "crm/accounts.csv": csv(
      "id,name,domain,segment,since,left_on,merged_into,updated_at,country",
      "A,Alpha Inc.,alpha.example,Big,2025-01-10,,,,DE",
      "B,Beta,beta.example,Small,2025-06-01,,,,FR",
      "C,Gamma Ltd,gamma.example,Small,2025-06-01,,,,FR",
      "D,Gamma GmbH,gamma-gmbh.example,Small,2025-06-01,,,,DE",
    ),
    "helpdesk/tickets.csv": csv(
      "id,organization,created,solved,status,updated_at",
      "T1,ALPHA,2026-02-10T08:00:00Z,,open,2026-03-01T08:00:00Z",
      "T2,B,2026-02-10T08:00:00Z,,open,2026-03-01T08:00:00Z",
      "T3,Gamma,2026-02-10T08:00:00Z,,open,2026-03-01T08:00:00Z",
    ),
  });
  const told =
    "helpdesk: 1 of 3 account keys matched by name alone; 1 key unmatched, as several accounts have the name\n";
  const example = 'keys of helpdesk that match no account, such as "Gamma" (2 accounts have the name)\n';
  const day = ["--date", "2026-03-01"];
  const steps = [["preview", "helpdesk"], ["land", ...day], ["run", ...day], ["status"]] as const;
  for (const [verb, ...options] of steps) {
    const { stdout } = await bellwether(directory, verb, ...options);
    expect(stdout, verb).toContain(told);
    expect(stdout, verb).toContain(example);
  }
  const query = "select ticket_id, account_id from tickets_current order by ticket_id";
  const { stdout } = await bellwether(directory, "query", "--json", query);
  expect(JSON.parse(stdout)).toEqual([
    { ticket_id: "T1", account_id: "A" },
    { ticket_id: "T2", account_id: "B" },
    { ticket_id: "T3", account_id: null },
  ]);
});
