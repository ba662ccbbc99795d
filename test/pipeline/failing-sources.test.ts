import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { addDays, datesBetween } from "../../lib/dates.ts";
import type { Message } from "../../lib/notify/notifier.ts";
import { backfill } from "../../lib/pipeline/history.ts";
import { quietSteps, type TestProject, testProject } from "../support/project.ts";
import { sampledTest } from "../support/sample.ts";
import { exportsOf, faults, type SourceName, sixSystemsYaml, sources } from "../support/six-systems.ts";

const firstDay = "2026-03-01";
const firstLive = "2026-03-29";
const lastBad = addDays(firstLive, 11);
const lastDay = addDays(lastBad, 3);
/** Runs may be missed: every fourth day is enough to see each state. */
const liveDays = datesBetween(firstLive, lastDay, 4);

/** The files of a day, those of one source changed or left out. */
function filesOf(
  date: string,
  faulty: SourceName,
  fault: ((csv: string) => string) | undefined,
): Record<string, string> {
  const isBad = date > firstLive && date <= lastBad;
  return Object.fromEntries(
    Object.entries(exportsOf(date)).flatMap(([source, files]) => {
      if (source !== faulty || !isBad) return Object.entries(files);
      return fault === undefined
        ? []
        : Object.entries(files).map(([name, csv]) => [name, fault(csv)] as const);
    }),
  );
}

async function messagesOf({ directory }: TestProject): Promise<readonly Message[]> {
  const outbox = join(directory, ".bellwether", "outbox");
  const names = await readdir(outbox, { recursive: true }).catch(() => []);
  const texts = await Promise.all(
    names.filter((name) => name.endsWith(".json")).map((name) => readFile(join(outbox, name), "utf8")),
  );
  return texts.map((text) => JSON.parse(text) as Message);
}

async function liveWith(faulty: SourceName, fault?: (csv: string) => string) {
  await using project = await testProject(sixSystemsYaml);
  const { local } = project;
  const landUpTo = async (from: string, to: string) => {
    for (const date of datesBetween(from, to, 1)) {
      await project.write(filesOf(date, faulty, fault));
      await project.land(date);
    }
  };
  await landUpTo(firstDay, addDays(firstLive, -1));
  await backfill(quietSteps, local.services, {
    ...{ project: local.project, from: addDays(firstLive, -1), to: addDays(firstLive, -1), everyDays: 1 },
  });
  let landedUpTo = addDays(firstLive, -1);
  const notices: number[] = [];
  for (const date of liveDays) {
    await landUpTo(addDays(landedUpTo, 1), date);
    landedUpTo = date;
    notices.push((await project.run(date)).detection.notices);
  }
  return {
    messages: await messagesOf(project),
    notices,
    streams: await project.query(
      `select as_of_date, status, reason from source_freshness where source = '${faulty}' order by as_of_date`,
    ),
    values: await project.query(
      "select measure, min(value) as lowest, max(value) as highest from measure_scores where status in ('ok', 'held') group by measure",
    ),
    revenue: await project.query("select distinct mrr, lifecycle from accounts"),
  };
}

/** Each builds a fortnight: a sample has about two of them. */
const oneIn = 12;

describe.each(sources)("%s", (source) => {
  const kinds = [...Object.entries(faults), ["silent", undefined] as const]
    // The keys of the CRM are the accounts: without them, a snapshot loses all, and the day is not published.
    // Without dates, a CRM's accounts are still accounts.
    .filter(([fault]) => source !== "crm" || (fault !== "unmatched" && fault !== "rejected"));
  for (const [reason, fault] of kinds) {
    const name = `${source} that is ${reason} for days alerts operators once and customer success never`;
    const alertsOperatorsOnce = async () => {
      const { messages, notices, streams, values, revenue } = await liveWith(source, fault);
      expect(streams.map((row) => row.reason)).toContain(reason);
      expect(streams.at(-1)).toMatchObject({ status: "fresh", reason: null });
      expect(messages.filter(({ kind }) => kind !== "operator")).toEqual([]);
      expect(notices.filter((sent) => sent > 0)).toEqual([1]);
      expect(messages.map(({ subject }) => subject)).toEqual([expect.stringContaining(source)]);
      // No scored value changes: scores change by availability only.
      expect(values.filter(({ lowest, highest }) => lowest !== highest)).toEqual([]);
      expect(revenue).toEqual([{ mrr: 100, lifecycle: "active" }]);
    };
    sampledTest(name, alertsOperatorsOnce, oneIn);
  }
});
