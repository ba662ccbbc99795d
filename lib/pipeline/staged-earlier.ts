import { z } from "zod";
import type { Config } from "../config/schema.ts";
import { streamOf } from "../landing/retraction.ts";
import { isStagedAlike, StagedAs, stagedAsOf } from "../landing/staged-as.ts";
import type { Plan } from "./plan.ts";

/** Loads of a stream that a chain of runs has staged under an older mapping. */
export const StagedEarlier = z.object({
  /** `<source>/<stream>` */
  stream: z.string(),
  staged_as: StagedAs,
  loads: z.array(z.string()),
});
export type StagedEarlier = z.infer<typeof StagedEarlier>;

type Staging = Pick<Plan, "config" | "loads_read" | "staged_earlier">;

/** How the ancestors have staged loads, as a new plan with this config must remember it. */
export function stagedEarlier(before: Staging | undefined, config: Pick<Config, "sources">): StagedEarlier[] {
  if (before === undefined) return [];
  const [then, now] = [stagedAsByStream(before.config), stagedAsByStream(config)];
  const isOther = ({ stream, staged_as }: Omit<StagedEarlier, "loads">) =>
    !isStagedAlike(staged_as, now(stream));
  const known = new Set(before.staged_earlier.flatMap(({ loads }) => loads));
  const lately = Map.groupBy(
    loadsRead(before).filter((key) => !known.has(key)),
    streamOf,
  );
  return [
    ...before.staged_earlier,
    ...[...lately].map(([stream, loads]) => ({ stream, staged_as: then(stream), loads })),
  ].filter(isOther);
}

/** The keys of all loads that a plan and its ancestors have read. */
export const loadsRead = ({ loads_read: { whole, partly } }: Staging): readonly string[] => [
  ...whole,
  ...partly,
];

/** A stream that is not in the config counts as read, and none of it is staged. */
export function stagedAsByStream({ sources }: Pick<Config, "sources">): (stream: string) => StagedAs {
  const byStream = new Map<string, StagedAs>(
    sources.flatMap(({ name, streams }) =>
      Object.entries(streams).map(([stream, mapping]) => [`${name}/${stream}`, stagedAsOf(mapping)] as const),
    ),
  );
  return (stream) => byStream.get(stream) ?? {};
}
