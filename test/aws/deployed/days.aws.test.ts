import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LambdaClient, StopDurableExecutionCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dateOf, lastDay } from "../../../examples/northwind-cloud/calendar.ts";
import { exportsOf } from "../../../examples/northwind-cloud/generate.ts";
import { MessageDocument } from "../../../lib/alerts/claims.ts";
import { runAndDetect } from "../../../lib/alerts/run-and-detect.ts";
import { invocationHolder } from "../../../lib/aws/holder.ts";
import { type StageServices, servicesOf } from "../../../lib/aws/services.ts";
import type { Deployment } from "../../../lib/aws/stage.ts";
import { type LocalProject, openProject } from "../../../lib/local/open-project.ts";
import { headOf, readChain } from "../../../lib/pipeline/chain.ts";
import { type Manifest, readManifest } from "../../../lib/pipeline/plan.ts";
import { readDocument } from "../../../lib/storage/documents.ts";
import type { ObjectStore } from "../../../lib/storage/object-store.ts";
import { quietSteps } from "../../support/project.ts";
import { record } from "../../support/record.ts";
import { many, sampleOf } from "../../support/sample.ts";
import { subscribe } from "../subscribe.ts";
import { deploy } from "./deploy.ts";
import { type EndedExecution, ended, killFunction, reached, start } from "./executions.ts";
import { compareDays } from "./same-tables.ts";

/**
 * Deploys Northwind Cloud: ten nights, or four of them, of exports through the deployed functions, with each day's tables compared to those
 * that DuckDB builds from the same landings.
 */
const days = many({ whole: 10, sample: 4 });
/** An account gives notice on the second day. */
const firstDay = lastDay - 9;
const historyDays = 190;
const example = new URL("../../../examples/northwind-cloud/", import.meta.url).pathname;

interface BreakOff {
  readonly step: string;
  readonly event: "StepStarted" | "StepSucceeded";
  /** Either the process dies, and Lambda replays the execution; or the execution ends, and a person starts it again. */
  readonly how: "killed" | "stopped";
}

/** Where the daily run is interrupted: on every other day one of these, in this order. */
const breaks: readonly BreakOff[] = sampleOf(
  [
    { step: "open the run", event: "StepSucceeded", how: "stopped" },
    // A query of the stage is running.
    { step: "start usage_measures", event: "StepSucceeded", how: "killed" },
    { step: "register scores", event: "StepSucceeded", how: "stopped" },
    { step: "publish", event: "StepSucceeded", how: "killed" },
    { step: "close the run", event: "StepSucceeded", how: "killed" },
  ],
  Math.floor(days / 2),
);

type Subscribed = Awaited<ReturnType<typeof subscribe>>;

let directory: string;
let deployment: Deployment;
let cloud: StageServices;
let local: LocalProject;
let machines: Subscribed;
let people: Subscribed;
let today: string;
const lambda = new LambdaClient({});

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "bellwether-deployed-"));
  const project = join(directory, "project");
  await mkdir(project);
  for (const part of ["bellwether.yaml", "measures"])
    await cp(join(example, part), join(project, part), { recursive: true });
  deployment = await deploy({ stage: "demo", project, output: join(directory, "cdk.out") });
  const holder = invocationHolder({ lambda }, "the test");
  cloud = servicesOf(deployment, { holder });
  local = await openProject({ directory: project, clock: () => new Date(`${today}T23:00:00Z`) });
  machines = await subscribe([deployment.alertsTopicArn], { kind: ["alert"] });
  people = await subscribe([deployment.alertsTopicArn], { kind: ["digest", "baseline"] });
}, 180_000);

afterAll(async () => {
  local?.[Symbol.dispose]();
  if (directory !== undefined) await rm(directory, { recursive: true, force: true });
});

/** The exports of all systems on a night, written to the inbox bucket. */
async function deliver(on: number): Promise<void> {
  const isFirst = on === firstDay;
  for (const { path, content } of exportsOf({ since: isFirst ? on - historyDays : on, on, isFirst }))
    await cloud.inbox.put(path, content);
}

/** The day on DuckDB, from the same landings. */
async function runLocally(date: string): Promise<Manifest> {
  today = date;
  const { services, project } = local;
  for (const prefix of ["raw/", "loads/"]) await copyNew(cloud.store, services.store, prefix);
  const { run } = await runAndDetect(quietSteps, services, { project, asOfDate: date });
  if (run.outcome !== "published") throw new Error(`${date}: ${run.outcome}`);
  return readManifest(services.store, run);
}

async function copyNew(from: ObjectStore, to: ObjectStore, prefix: string): Promise<void> {
  for await (const { key } of from.list(prefix)) {
    if ((await to.head(key)) !== undefined) continue;
    const object = await from.get(key);
    if (object !== undefined) await to.put(key, object.body);
  }
}

/** Runs a day, interrupted if it is one of those, and returns its final status. */
async function runDeployed(index: number, date: string): Promise<EndedExecution> {
  const event = { asOfDate: date, land: true };
  const arn = await start(lambda, deployment.dailyRunFunction, event);
  const broken = index % 2 === 1 ? breaks[(index - 1) / 2] : undefined;
  if (broken === undefined) return ended(lambda, arn);
  await reached(lambda, arn, broken);
  if (broken.how === "stopped")
    await lambda.send(new StopDurableExecutionCommand({ DurableExecutionArn: arn }));
  const killed = await killFunction(`bellwether-${deployment.name}-daily-run`);
  record("kills survived", 1);
  if (broken.how === "killed") {
    expect(killed).toBeGreaterThan(0);
    return ended(lambda, arn);
  }
  expect(await ended(lambda, arn)).toMatchObject({ status: "STOPPED" });
  return ended(lambda, await start(lambda, deployment.dailyRunFunction, event));
}

const bytesOf = ({ tables }: Manifest): number =>
  tables.reduce((sum, { bytes_scanned }) => sum + (bytes_scanned ?? 0), 0);

test(`${days} days of the deployed functions give the same tables as DuckDB and send each alert once, despite kills`, {
  // Ten days take ten minutes where the machine is fast and idle, and three times as long where it is neither.
  timeout: 7_200_000,
}, async () => {
  const scanned: number[] = [];
  const different: string[] = [];
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 1000);
  for (let index = 0; index < days; index += 1) {
    const date = dateOf(firstDay + index);
    await deliver(firstDay + index);
    const execution = await runDeployed(index, date);
    expect(execution, `${date}: ${execution.error}`).toMatchObject({ status: "SUCCEEDED" });
    const head = headOf(await readChain(cloud.store));
    expect(head?.as_of_date).toBe(date);
    if (head === undefined) return;
    const built = await readManifest(cloud.store, head);
    scanned.push(bytesOf(built));
    record("bytes scanned", bytesOf(built));
    const beside = await runLocally(date);
    const { tables, rows, differences } = await compareDays(
      { store: local.services.store, manifest: beside },
      { store: cloud.store, manifest: built },
    );
    record("days", 1);
    record("models compared", tables);
    record("rows compared", rows);
    different.push(...differences);
    const verdict = differences.length === 0 ? "equal" : `${differences.length} tables differ`;
    process.stdout.write(`${date}: ${rows} rows of ${tables} tables, ${verdict} (${seconds()} s)\n`);
  }

  expect(different).toEqual([]);
  // Each alert and each digest was sent once, despite kills and reruns.
  const received = await machines();
  const digests = await people();
  expect(received.length).toBeGreaterThan(0);
  expect(new Set(received.map(({ id }) => id)).size).toBe(received.length);
  expect(new Set(digests.map(({ id }) => id)).size).toBe(digests.length);
  expect(received.map(({ id, body }) => [id, body]).toSorted()).toEqual(await outboxOf("alert"));
  record("alerts delivered", received.length + digests.length);

  // The last day costs in proportion to its own data: at most a fifth more than day 3.
  const [third = Number.NaN, last = Number.NaN] = [scanned[2], scanned.at(-1)];
  process.stdout.write(
    `bytes scanned on day 3: ${third}, on day ${days}: ${last}, ratio ${(last / third).toFixed(2)} (bar 1.2)\n`,
  );
  expect(last).toBeLessThanOrEqual(1.2 * third);
});

/** The messages sent by the days on this machine. */
async function outboxOf(kind: string): Promise<string[][]> {
  const sent: string[][] = [];
  for await (const { key } of local.services.store.list(`outbox/${kind}/`)) {
    const message = await readDocument(local.services.store, key, MessageDocument);
    if (message !== undefined) sent.push([message.value.id, message.value.body]);
  }
  return sent.toSorted();
}
