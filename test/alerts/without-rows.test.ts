import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Message } from "../../lib/notify/notifier.ts";
import { streamReader } from "../../lib/reports/stream-report.ts";
import { streamLines } from "../../lib/reports/stream-words.ts";
import { cornerShop } from "../support/corner-shop.ts";
import { testProject } from "../support/project.ts";
import { csv } from "../support/shop.ts";

const yaml = cornerShop(`
  - name: desk
    kind: files
    streams:
      tickets:
        path: desk/*.csv
        mode: upsert
        entity: tickets
        fields: { ticket_id: id, account_id: account, created_at: created, subject: subject }
`);
const secret = "Ada Lovelace cannot log in, call +44 20 7946 0000";
const ticket = (id: string, created: string) => `${id},A,${created},"${secret}"`;

test("a notice names the cell and its place in the export, and no other cell of the row; status shows the row", async () => {
  await using project = await testProject(yaml);
  await project.day("2026-03-01", {
    "accounts.csv": csv("id", "A"),
    "desk/1.csv": csv("id,account,created,subject", ticket("t1", "2026-02-01")),
  });
  const long = "the day before the day after the day after tomorrow";
  await project.day("2026-03-02", {
    "desk/2.csv": csv("id,account,created,subject", ticket("a", "2026-03-02"), ticket("b", long)),
    "desk/3.csv": csv(
      "id,account,created,subject",
      ...["c", "d", "e", "f"].map((id) => ticket(id, "02.03.2026")),
    ),
    "desk/4.csv": csv("id,account,created,subject", ticket("g", ""), ticket("", "2026-03-01")),
  });
  const outbox = join(project.directory, ".bellwether", "outbox");
  const files = await readdir(outbox, { recursive: true });
  const texts = await Promise.all(
    files.filter((file) => file.endsWith(".json")).map((file) => readFile(join(outbox, file), "utf8")),
  );
  const bodies = texts
    .map((text) => JSON.parse(text) as Message)
    .flatMap(({ kind, body }) => (kind === "operator" ? [body] : []));
  const notice = bodies.find((body) => body.includes("cannot be used")) ?? "";
  expect(notice).not.toContain("Ada");
  expect(notice.split("\n").filter((line) => line.startsWith("  "))).toEqual([
    `  5 rows not a timestamp: created_at, such as "the day before the day after the day aft…" in row 2 of desk/2.csv`,
    "  1 row missing created_at, such as row 1 of desk/4.csv",
    "  1 row missing ticket_id, such as row 2 of desk/4.csv",
  ]);

  const { services, project: read } = project.local;
  const reports = await streamReader({ ...services, queries: read.queries }).reports({
    asOfDate: "2026-03-02",
  });
  expect(reports.flatMap((report) => streamLines(report)).join("\n")).toContain("Ada");
  expect(
    await project.query(
      "select record_id, value, position from rejects where reason like 'not a%' order by 1 limit 2",
    ),
  ).toEqual([
    { record_id: "b", value: long, position: 2 },
    { record_id: "c", value: "02.03.2026", position: 10_000_000_001 },
  ]);
});
