import { Command } from "commander";
import { expect, test, vi } from "vitest";
import { dayReportLines, historyReportLines } from "../../cli/day-report.ts";
import { withTarget } from "../../cli/options.ts";
import { stageDayReport, stageHistoryReport } from "../../cli/stage-report.ts";
import type { Services } from "../../lib/services.ts";
import { testProject } from "../support/project.ts";
import { csv, firstExports, shopYaml } from "../support/shop.ts";

const stage = vi.hoisted((): { services?: Services } => ({}));
vi.mock("../../lib/aws/open-stage.ts", () => ({ openStage: async () => stage }));

test("the days of a stage are reported from its published tables, as on one machine", async () => {
  await using project = await testProject(
    shopYaml.replace("created_at: created", "created_at: { field: created, format: DD.MM.YYYY }"),
  );
  const ticket = csv(
    "id,organization,created,solved,status,updated_at",
    "T1,A,soon,,open,2026-03-01T08:00:00Z",
  );
  await project.day("2026-03-01", { ...firstExports, "helpdesk/tickets.csv": ticket });
  stage.services = project.local.services;
  const command = withTarget(new Command("run"));
  const cells =
    'helpdesk.tickets created_at: 1 row rejected, not a timestamp ("soon"). ' +
    "The field is read with format DD.MM.YYYY, which they do not fit";
  const day = dayReportLines(await stageDayReport(command, { asOfDate: "2026-03-01" })).join("\n");
  expect(day).toContain("helpdesk.tickets: never connected, because too many rows are rejected");
  expect(day).toContain(cells);
  const days = { from: "2026-03-01", to: "2026-03-01" };
  const history = historyReportLines(await stageHistoryReport(command, days), days).join("\n");
  expect(history).toContain(cells);
});
