import "../support/function-environment.ts";

import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type DailyRunWorld, runDay, runHistory } from "../../functions/daily-run.ts";
import { land } from "../../functions/land-source.ts";
import { DailyRunEvent } from "../../lib/aws/events.ts";
import { mostDaysOf, operationsOfDay } from "../../lib/aws/operations.ts";
import { durableHandlerOf } from "../../lib/lambda/handler.ts";
import { countingFailure } from "../../lib/lambda/run-metrics.ts";
import { metrics } from "../../lib/lambda/telemetry.ts";
import { readChain } from "../../lib/pipeline/chain.ts";
import { acquireLease } from "../../lib/storage/lease.ts";
import { DurableExecution, type Ended, type Life } from "../support/durable-execution.ts";
import { killable } from "../support/killable.ts";
import { type TestProject, testProject } from "../support/project.ts";
import { publishedRows } from "../support/published-rows.ts";
import { seeded } from "../support/random.ts";
import { many, seed } from "../support/sample.ts";
import { firstExports, laterExports, shopYaml } from "../support/shop.ts";
import { shopAfter } from "../support/shop-days.ts";

/** The functions of a stage, over a project on this machine. */
class LocalStage {
  readonly sent: string[] = [];
  readonly refreshed: string[] = [];
  readonly started: { readonly event: DailyRunEvent; readonly name: string }[] = [];
  readonly broken = new Set<string>();
  readonly #project: TestProject;
  #now = new Date("2026-03-01T12:00:00Z");

  constructor(project: TestProject) {
    this.#project = project;
  }

  /** Noon of a day. */
  set today(date: string) {
    this.#now = new Date(`${date}T12:00:00Z`);
  }

  /** One invocation of daily-run. */
  readonly dailyRun = (life: Life, mostDays?: number) =>
    durableHandlerOf({
      name: "daily-run",
      event: DailyRunEvent,
      work: (event, durable) =>
        countingFailure(async () =>
          "backfill" in event || "again" in event
            ? await runHistory(event, durable, this.#world(life), mostDays)
            : await runDay(event, durable, this.#world(life)),
        ),
    });

  run(event: DailyRunEvent): Promise<Ended> {
    return new DurableExecution(event).run(this.dailyRun);
  }

  #world(life: Life): DailyRunWorld {
    const { project, services, inbox } = this.#project.local;
    const { notifier } = services;
    const clock = () => this.#now;
    const counted = {
      ...{ ...services, clock },
      notifier: {
        send: (messages: Parameters<typeof notifier.send>[0]) => {
          this.sent.push(...messages.map(({ id }) => id));
          return notifier.send(messages);
        },
      },
    };
    const landing = { project, services: { ...services, inbox, clock }, landGroup: () => Promise.reject() };
    return {
      project,
      services: killable(counted, life),
      functions: {
        startLanding: async (source, key, landedOn) => {
          if (this.broken.has(source)) throw new Error(`${source} is out of order`);
          await land({ source, landing: key, landedOn }, landing);
        },
        startRefresh: async ({ asOfDate }) => {
          this.refreshed.push(asOfDate);
        },
        startRun: async (event, name) => {
          this.started.push({ event, name });
        },
      },
    };
  }
}

/** Each invocation gets one checkpoint further than the one before; in the sample, up to so many. */
const mostCheckpoints = many({ whole: 1, sample: 30 });
const random = seeded(seed);

/** Kills an execution again and again, with the next checkpoint sent but never acknowledged. */
async function runBrokenOff(
  execution: DurableExecution,
  handlerOf: Parameters<DurableExecution["run"]>[0],
): Promise<Ended> {
  for (;;) {
    const checkpoint = 1 + random.below(mostCheckpoints);
    const output = await execution.invoke(handlerOf, { checkpoint, isReceived: false });
    if (output !== "died" && output.Status !== "PENDING") return output;
  }
}

async function outbox({ local }: TestProject): Promise<number> {
  return (await Array.fromAsync(local.services.store.list("outbox/"))).length;
}

const resultOf = ({ Result }: Ended): unknown => JSON.parse(Result ?? "null");
const counted = vi.spyOn(metrics, "addMetric");
afterEach(() => counted.mockClear());

describe("a day of the durable function", () => {
  test("interrupted at its steps gives the same tables as an uninterrupted one, and sends nothing twice", async () => {
    await using undisturbed = await shopAfter("2026-03-02");
    await using broken = await testProject(shopYaml);
    const stage = new LocalStage(broken);
    for (const [date, files] of Object.entries({ "2026-03-01": firstExports, ...laterExports }).slice(0, 2)) {
      await broken.write(files);
      stage.today = date;
      const execution = new DurableExecution({ asOfDate: date });
      const ended = await runBrokenOff(execution, stage.dailyRun);
      expect(ended).toMatchObject({ Status: "SUCCEEDED" });
      expect(execution.invocations).toBeGreaterThan(100 / mostCheckpoints);
      // Landing a source takes a context, a step and a wait.
      const ofDay = execution.names.length - 3 * broken.local.project.config.sources.length;
      expect(ofDay).toBeLessThanOrEqual(operationsOfDay(broken.local.project));
      expect(ofDay).toBeGreaterThan(0.9 * operationsOfDay(broken.local.project));
    }
    expect(await publishedRows(broken)).toEqual(await publishedRows(undisturbed));
    expect(new Set(stage.sent).size).toBe(stage.sent.length);
    expect(stage.sent.length).toBe(await outbox(undisturbed));
    expect(stage.sent.length).toBeGreaterThan(0);
    const published = counted.mock.calls.filter(([name]) => name === "RunPublished");
    expect(published).toEqual([
      ["RunPublished", MetricUnit.Count, 1],
      ["RunPublished", MetricUnit.Count, 1],
    ]);
  });

  test("is yesterday: its sources land first, its dashboards refresh last, and a failing source stops nothing", async () => {
    await using project = await testProject(shopYaml);
    const stage = new LocalStage(project);
    stage.broken.add("helpdesk");
    stage.today = "2026-03-02";
    await project.write(firstExports);
    const ended = await stage.run({});
    const result = resultOf(ended) as { readonly landed: readonly { readonly source: string }[] };
    expect(result).toMatchObject({ run: { outcome: "published", as_of_date: "2026-03-01" } });
    expect(result.landed).toContainEqual({
      ...{ source: "helpdesk", records: 0 },
      problem: "Error: helpdesk is out of order",
    });
    expect(result.landed).toContainEqual({ source: "crm", records: 4, problem: null });
    expect(stage.refreshed).toEqual(["2026-03-01"]);
    // A source that has never delivered is not late.
    expect(counted).toHaveBeenCalledWith("SourcesLate", MetricUnit.Count, 0);
    // Without new data and behind a head that is ahead of the clock: the head stays, and no failure is reported.
    expect(resultOf(await stage.run({ asOfDate: "2026-03-02" }))).toMatchObject({
      run: { outcome: "published" },
    });
    expect(resultOf(await stage.run({}))).toMatchObject({
      run: { outcome: "up to date", as_of_date: "2026-03-02" },
    });
  });

  test("reports LeaseTaken when another run is active, which is no failure", async () => {
    await using project = await testProject(shopYaml);
    const { services } = project.local;
    const other = { id: "another", fateOf: async () => "unknown" as const };
    const clock = () => new Date("2026-03-01T12:00:00Z");
    await acquireLease(
      { ...services, clock, holder: other },
      { key: "state/run-lease.json", purpose: "a run for 2026-03-01" },
    );
    const ended = await new LocalStage(project).run({ asOfDate: "2026-03-01" });
    expect(ended).toMatchObject({ Status: "FAILED", Error: { ErrorType: "LeaseTaken" } });
    expect(ended.Error?.ErrorMessage).toMatch(/a run for 2026-03-01 is in progress/);
    expect(counted).not.toHaveBeenCalledWith("RunFailed", MetricUnit.Count, 1);
  });

  test("fails with the error's name, and counts as failed", async () => {
    await using project = await testProject(shopYaml);
    const again = { from: "2026-03-01", config: "plan" as const };
    const ended = await new LocalStage(project).run({ again });
    expect(ended).toMatchObject({ Status: "FAILED", Error: { ErrorType: "NothingToRepeat" } });
    expect(counted).toHaveBeenCalledWith("RunFailed", MetricUnit.Count, 1);
  });
});

describe("a history of the durable function", () => {
  test("is split into executions within Lambda's limit of 3,000 operations", async () => {
    await using project = await testProject(shopYaml);
    const { project: compiled } = project.local;
    const days = mostDaysOf(compiled);
    expect(days).toBeGreaterThan(5);
    expect(days * operationsOfDay(compiled)).toBeLessThan(2_950);
  });

  test("continues in the next execution as the same holder, wherever it is interrupted", async () => {
    await using project = await testProject(shopYaml);
    await project.write(firstExports);
    await project.land("2026-03-01");
    const stage = new LocalStage(project);
    const oneDay = (life: Life) => stage.dailyRun(life, 1);
    const first = { backfill: { from: "2026-03-01", to: "2026-03-02", everyDays: 1 } };
    const execution = new DurableExecution(first);
    expect(resultOf(await runBrokenOff(execution, oneDay))).toMatchObject({ isDone: false });
    expect((await readChain(project.local.services.store)).links).toEqual([]);
    const [next] = stage.started;
    expect(next?.event).toEqual({ backfill: { ...first.backfill, holder: execution.arn, part: 2 } });
    // Interrupted before its acknowledgement, the start is sent twice under one name, which makes it one execution.
    expect(new Set(stage.started.map(({ name }) => name)).size).toBe(1);
    expect(resultOf(await runBrokenOff(new DurableExecution(next?.event), oneDay))).toMatchObject({
      ...{ isDone: true, days: 2, resumed: 1 },
    });
    const { links } = await readChain(project.local.services.store);
    expect(links.map(({ as_of_date }) => as_of_date)).toEqual(["2026-03-01", "2026-03-02"]);
    expect(stage.sent).toEqual([]);
    expect(resultOf(await stage.run({ again: { from: "2026-03-02", config: "plan" } }))).toMatchObject({
      ...{ isDone: true, days: 1 },
    });
  });
});
