import { z } from "zod";
import type { LandAgainOutcome } from "../landing/land-again.ts";
import type { Steps } from "../pipeline/steps.ts";
import type { Services } from "../services.ts";
import { documentBody, readDocument } from "../storage/documents.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import type { Functions } from "./functions.ts";

const count = z.int().min(0);

/** The outcome of a source's landing: written by the function that landed it, read by the run that waits. */
export const Landing = z.object({
  source: z.string(),
  ended_at: z.iso.datetime(),
  streams: z.array(
    z.object({
      stream: z.string(),
      status: z.enum([
        ...["landed", "unchanged", "same content", "missing", "early", "failed"],
        ...["read again", "dropped", "kept"],
      ] as const),
      records: count,
      quarantined: count,
      /** Of a stream that failed. */
      problem: z.string().nullable(),
    }),
  ),
  /** Of a landing that failed as a whole. */
  problem: z.string().nullable(),
});
export type Landing = z.infer<typeof Landing>;

/** The outcomes of a source in the form that is reported: plain data with error messages. */
export function landingOf(source: string, outcomes: readonly LandAgainOutcome[], endedAt: Date): Landing {
  const streams = [...Map.groupBy(outcomes, ({ stream }) => stream)].map(([stream, ofStream]) => {
    const loads = ofStream.flatMap((outcome) => {
      if (outcome.status === "read again") return outcome.loads;
      return outcome.status === "landed" ? [outcome.load] : [];
    });
    const failed = ofStream.find((outcome) => outcome.status === "failed");
    const gone = ofStream.flatMap((outcome) => (outcome.status === "kept" ? outcome.gone : []));
    return {
      stream,
      status: failed?.status ?? ofStream[0]?.status ?? "unchanged",
      records: loads.reduce((sum, { landed }) => sum + landed, 0),
      quarantined: loads.reduce((sum, { quarantined }) => sum + quarantined, 0),
      problem: failed?.error.message ?? (gone.length === 0 ? null : keptBecause(gone)),
    };
  });
  return { source, ended_at: endedAt.toISOString(), streams, problem: null };
}

const keptBecause = (gone: readonly string[]): string =>
  `loads are unchanged, because their files are missing or have changed: ${gone.join(", ")}`;

/**
 * Writes the outcome of a landing unless it is already written, because Lambda may deliver an event twice.
 */
export async function writeLanding(store: ObjectStore, key: string, landing: Landing): Promise<void> {
  await store.putIfAbsent(key, documentBody(landing));
}

/** The outcome of a source's landing, as the run sees it. */
export interface LandedSource {
  readonly source: string;
  /** Records of the loads that were made. */
  readonly records: number;
  /** Why not all of it landed; null when it did. */
  readonly problem: string | null;
}

/** An export that takes longer is read by the next run. */
const patienceMilliseconds = 20 * 60_000;

interface LandingRequest {
  readonly sources: readonly { readonly name: string }[];
  /** The prefix of the keys of the outcomes of this run. */
  readonly prefix: string;
  /** The date of the run that will read the landed data. */
  readonly landedOn: string;
}

/**
 * Lands all sources in parallel, each by its own function. A source that fails or does not answer stops
 * neither the others nor the day: the day is scored from the data that landed before, and the source becomes
 * stale.
 */
export function landSources(
  steps: Steps,
  { store, clock }: Pick<Services, "store" | "clock">,
  functions: Pick<Functions, "startLanding">,
  { sources, prefix, landedOn }: LandingRequest,
): Promise<readonly LandedSource[]> {
  return steps.map("land", sources, async ({ name: source }, inner) => {
    const key = `${prefix}${source}.json`;
    try {
      const startedAt = await inner.run(`start landing ${source}`, async () => {
        await functions.startLanding(source, key, landedOn);
        return clock().getTime();
      });
      return await inner.waitUntil(`${source} has landed`, async () => {
        const landing = (await readDocument(store, key, Landing))?.value;
        if (landing !== undefined) return landedSource(landing);
        if (clock().getTime() - startedAt < patienceMilliseconds) return undefined;
        return { source, records: 0, problem: "its landing has not finished within 20 minutes" };
      });
    } catch (error) {
      return { source, records: 0, problem: shortened(String(error)) };
    }
  });
}

function landedSource({ source, streams, problem }: Landing): LandedSource {
  const problems = streams.flatMap(({ stream, problem: ofStream }) =>
    ofStream === null ? [] : [`${stream}: ${ofStream}`],
  );
  const all = problem === null ? problems : [problem, ...problems];
  return {
    source,
    records: streams.reduce((sum, { records }) => sum + records, 0),
    problem: all.length === 0 ? null : shortened(all.join("; ")),
  };
}

/** The part that a durable execution may remember. */
const shortened = (text: string): string => (text.length <= 500 ? text : `${text.slice(0, 500)}…`);
