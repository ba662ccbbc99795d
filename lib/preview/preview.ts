import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Source, Stream } from "../config/schema.ts";
import { dateOf } from "../dates.ts";
import { findFiles } from "../landing/find-files.ts";
import { type LandingOutcome, landProject } from "../landing/land.ts";
import type { Load } from "../landing/load.ts";
import { nearFilesLine, pathsOf } from "../landing/near-files.ts";
import { type QuarantinedRow, quarantineSample } from "../landing/quarantine-sample.ts";
import { type LocalProject, openProject } from "../local/open-project.ts";
import { fieldsKnownLater } from "../mapping/staged/known-later.ts";
import { openBuildDatabase } from "../pipeline/kept-run.ts";
import { runDay } from "../pipeline/run-day.ts";
import { DirectSteps, type StepObserver } from "../pipeline/steps.ts";
import { type FieldCount, fieldCounts } from "../reports/field-counts.ts";
import { type StreamReport, streamReader } from "../reports/stream-report.ts";
import { type UnreadCells, unreadCells } from "../reports/unread-cells.ts";
import type { ReadableStore } from "../storage/object-store.ts";
import type { Row } from "../warehouse/warehouse.ts";
import { halfDay } from "./half-day.ts";
import { firstRows, type StagedRows } from "./read-rows.ts";
import { SampledInbox } from "./sampled-inbox.ts";
import { type UnseenPath, unseenPaths } from "./unseen-paths.ts";

/** As much as is read of a stream, each of its files an equal share. */
const mostBytesOfStream = 64 << 20;
const shownRows = 3;
const shownQuarantined = 3;

/** A stream as its present files would be read. */
export interface StreamPreview {
  readonly report: StreamReport;
  readonly entity: Stream["entity"];
  /** The earliest and latest landing date; null where nothing landed. */
  readonly landed: { readonly from: string; readonly to: string } | null;
  readonly fields: readonly FieldCount[];
  /** Fields that are unknown on the days before the records landed. */
  readonly knownLater: readonly string[];
  readonly rows: readonly Row[];
  readonly quarantined: readonly QuarantinedRow[];
  /** Why some or all of its files do not land; null when all do. */
  readonly problem: string | null;
}

export interface Preview {
  readonly streams: readonly StreamPreview[];
  /** Mapped paths that no sampled record has. */
  readonly unseen: readonly UnseenPath[];
  readonly unread: readonly UnreadCells[];
  /** The first day on which an account is known, from which `backfill` can build; null without accounts. */
  readonly buildableFrom: string | null;
}

export interface PreviewRequest {
  readonly directory: string;
  /** @default the project's folder */
  readonly inboxDirectory?: string | undefined;
  /** The day that it lands on and builds. @default today, UTC */
  readonly asOfDate?: string | undefined;
  readonly observer: StepObserver;
  readonly isShown: (source: string, stream: string) => boolean;
}

/**
 * Reads the present exports of a project through its mapping, in a lake of its own that is removed afterwards: lands
 * them, up to 64 MB of a stream, and builds today's tables as far as the accounts. Changes nothing.
 * @throws RejectedConfig
 */
export async function previewProject(request: PreviewRequest): Promise<Preview> {
  const { directory, inboxDirectory, observer } = request;
  const lake = await mkdtemp(join(tmpdir(), "bellwether-preview-"));
  try {
    using opened = await openProject({
      ...{ directory, lake },
      ...(inboxDirectory === undefined ? {} : { inboxDirectory }),
    });
    const { project, services, inbox } = opened;
    const landing = { ...services, inbox: await sampleOf(inbox, project.config.sources) };
    const asOfDate = request.asOfDate ?? dateOf(services.clock());
    const outcomes = await landProject(project.config.sources, landing, { landedOn: asOfDate });
    await runDay(new DirectSteps(observer), services, { project: halfDay(project), asOfDate });
    return await previewOf(opened, { outcomes, asOfDate, isShown: request.isShown });
  } finally {
    await rm(lake, { recursive: true, force: true });
  }
}

async function sampleOf(inbox: ReadableStore, sources: readonly Source[]): Promise<SampledInbox> {
  const limits = new Map<string, number>();
  for (const path of pathsOf(sources)) {
    const files = await findFiles(inbox, path);
    for (const { key } of files) limits.set(key, Math.floor(mostBytesOfStream / files.length));
  }
  return new SampledInbox(inbox, (key) => limits.get(key) ?? mostBytesOfStream);
}

async function previewOf(
  { project, services, inbox }: LocalProject,
  {
    outcomes,
    asOfDate,
    isShown,
  }: Pick<PreviewRequest, "isShown"> & {
    readonly outcomes: readonly LandingOutcome[];
    readonly asOfDate: string;
  },
): Promise<Preview> {
  const { warehouse, store } = services;
  const { sources } = project.config;
  const database = await openBuildDatabase(services, asOfDate);
  const reports = await streamReader({ ...services, queries: project.queries }).reports({ asOfDate });
  const counts = await fieldCounts(services, { asOfDate });
  const streams: StreamPreview[] = [];
  for (const report of reports) {
    const { source, stream } = report;
    const mapping = sources.find(({ name }) => name === source)?.streams[stream];
    if (mapping === undefined || !isShown(source, stream)) continue;
    const staged: StagedRows = { warehouse, database, asOfDate, source, stream, mapping };
    const own = outcomes.filter((each) => each.source === source && each.stream === stream);
    const loads = own.flatMap((outcome) => (outcome.status === "landed" ? [outcome.load] : []));
    const quarantined = await Promise.all(
      loads.map((load) => quarantineSample(store, load, shownQuarantined)),
    );
    streams.push({
      ...{ report, entity: mapping.entity, landed: landedBetween(loads) },
      fields: counts.filter((each) => each.source === source && each.stream === stream),
      knownLater: fieldsKnownLater(mapping),
      rows: await firstRows(staged, shownRows),
      quarantined: quarantined.flat().slice(0, shownQuarantined),
      problem: (await firstProblem(own, inbox, pathsOf(sources))) ?? null,
    });
  }
  const shown = ({ source, stream }: { readonly source: string; readonly stream: string }) =>
    isShown(source, stream);
  return {
    streams,
    unseen: (await unseenPaths(inbox, { sources })).filter(shown),
    unread: (await unreadCells(services, { asOfDate }, sources)).filter(shown),
    buildableFrom: firstAccountsOf(outcomes),
  };
}

function landedBetween(loads: readonly Load[]): StreamPreview["landed"] {
  const dates = loads.flatMap(({ batches }) => batches.map(({ landed_on }) => landed_on)).toSorted();
  const [from, to] = [dates[0], dates.at(-1)];
  return from === undefined || to === undefined ? null : { from, to };
}

/** The first landing date of accounts. */
const firstAccountsOf = (outcomes: readonly LandingOutcome[]): string | null =>
  landedBetween(
    outcomes.flatMap((outcome) =>
      outcome.status === "landed" && outcome.load.entity === "accounts" ? [outcome.load] : [],
    ),
  )?.from ?? null;

async function firstProblem(
  outcomes: readonly LandingOutcome[],
  inbox: ReadableStore,
  paths: readonly string[],
): Promise<string | undefined> {
  for (const outcome of outcomes)
    switch (outcome.status) {
      case "failed":
        return outcome.error.message;
      case "missing": {
        const near = await nearFilesLine(inbox, outcome.path, paths);
        return [`no file matches ${outcome.path}`, ...(near === undefined ? [] : [near])].join(". ");
      }
      case "early":
        return `${outcome.files.join(", ")}: dated in the future, and not landed until then`;
      case "landed":
      case "unchanged":
      case "same content":
    }
  return undefined;
}
