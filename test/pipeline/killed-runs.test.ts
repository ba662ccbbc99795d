import { fork } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { addDays } from "../../lib/dates.ts";
import { type TestProject, testProject } from "../support/project.ts";
import { publishedRows } from "../support/published-rows.ts";
import { seeded } from "../support/random.ts";
import { many, seed } from "../support/sample.ts";
import { firstExports, laterExports, shopYaml } from "../support/shop.ts";
import { shopAfterFirstDay } from "../support/shop-days.ts";

const worker = new URL("../support/day.worker.ts", import.meta.url);
const exportsByDay: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "2026-03-01": firstExports,
  ...laterExports,
};
/** Of the exports, and then days without data until there have been enough kills. */
const leastDays = many({ whole: Object.keys(exportsByDay).length, sample: 2 });
const killsADay = many({ whole: 13, sample: 3 });
const killsInAll = many({ whole: 50, sample: 5 });

/** Lands and runs a day in its own process, and kills it if it is not done in time. */
async function dayInProcess(
  { directory }: TestProject,
  date: string,
  killAfterMilliseconds?: number,
): Promise<"killed" | "done"> {
  const child = fork(worker, [directory, date], { stdio: ["ignore", "inherit", "pipe", "ipc"] });
  const errors = child.stderr === null ? Promise.resolve(Buffer.of()) : buffer(child.stderr);
  const opened = once(child, "message");
  const ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  await Promise.race([opened, ended]);
  if (killAfterMilliseconds !== undefined)
    setTimeout(() => child.kill("SIGKILL"), killAfterMilliseconds).unref();
  const [code, signal] = await ended;
  if (signal === "SIGKILL") return "killed";
  if (code !== 0) throw new Error(`${date} ended with ${code}: ${(await errors).toString("utf8")}`);
  return "done";
}

/** Subject and body of the sent messages, each of which must be there once. */
async function outbox({ local }: TestProject): Promise<string[]> {
  const { store } = local.services;
  const messages: string[] = [];
  for await (const { key } of store.list("outbox/")) {
    const object = await store.get(key);
    if (object === undefined) continue;
    const { subject, body } = JSON.parse((await buffer(object.body)).toString("utf8"));
    messages.push(`${subject}\n${body}`);
  }
  return messages.toSorted();
}

test(`days killed at ${killsInAll} moments and repeated give the same tables and messages as uninterrupted days`, {
  timeout: 1_200_000,
}, async () => {
  await using undisturbed = await testProject(shopYaml);
  await using killed = await testProject(shopYaml);
  const random = seeded(seed);
  let kills = 0;
  let days = 0;
  for (; days < leastDays || kills < killsInAll; days += 1) {
    const date = addDays("2026-03-01", days);
    const files = exportsByDay[date] ?? {};
    await undisturbed.write(files);
    const started = performance.now();
    await dayInProcess(undisturbed, date);
    const milliseconds = performance.now() - started;
    await killed.write(files);
    // Later each time, until the day is done.
    for (let kill = 0; kill < killsADay; kill += 1) {
      const moment = ((kill + random.below(1000) / 1000) / killsADay) * 0.9 * milliseconds;
      if ((await dayInProcess(killed, date, moment)) === "done") break;
      kills += 1;
    }
    await dayInProcess(killed, date);
  }
  const expected = await publishedRows(undisturbed);
  expect(expected.scores?.length).toBeGreaterThanOrEqual(3 * days);
  expect(await publishedRows(killed)).toEqual(expected);
  const sent = await outbox(undisturbed);
  expect(sent.length).toBeGreaterThanOrEqual(3);
  expect(await outbox(killed)).toEqual(sent);
  process.stdout.write(`${kills} kills survived\n`);
});

test("of two concurrent runs of a date one publishes, the other says why it stops, and readers see whole days", async () => {
  await using project = await shopAfterFirstDay();
  await project.write(laterExports["2026-03-02"] ?? {});
  await project.land("2026-03-02");
  let isRunning = true;
  const seen = new Set<string>();
  const reader = (async () => {
    while (isRunning) {
      const [row] = await project.query(
        `select (select count(distinct as_of_date) from scores) as scores,
            (select count(distinct as_of_date) from accounts) as accounts,
            (select count(distinct as_of_date) from runs) as runs`,
      );
      seen.add(JSON.stringify(row));
    }
  })();
  const two = await Promise.allSettled([
    dayInProcess(project, "2026-03-02"),
    dayInProcess(project, "2026-03-02"),
  ]);
  isRunning = false;
  await reader;
  const lost = two.flatMap((run) => (run.status === "rejected" ? [String(run.reason)] : []));
  expect(two.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
  for (const reason of lost) expect(reason).toMatch(/a run for 2026-03-02 is in progress/);
  expect([...seen].toSorted()).toEqual(
    expect.arrayContaining([JSON.stringify({ scores: 1, accounts: 1, runs: 1 })]),
  );
  for (const row of seen) expect(new Set(Object.values(JSON.parse(row))).size).toBe(1);
  const published = JSON.parse(
    await readFile(`${project.directory}/.bellwether/state/published.json`, "utf8"),
  );
  expect(published.links).toHaveLength(2);
});
