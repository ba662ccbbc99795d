import { createHash } from "node:crypto";
import { z } from "zod";
import { severities } from "../config/schema.ts";

/** An alert with the content it had when its episode was first seen; messages always use this content. */
export const Alert = z.object({
  alert_id: z.string(),
  account_id: z.string(),
  name: z.string().nullable(),
  rule: z.string(),
  severity: z.enum(severities),
  episode_started_on: z.iso.date(),
  score_from: z.number().nullable(),
  score_to: z.number().nullable(),
  band_from: z.string().nullable(),
  band_to: z.string().nullable(),
  /** The day since which `changes` tells what changed; null when there is no such day. */
  changed_since: z.iso.date().nullable().default(null),
  /** What changed the score since then, in sentences that end in their points; at most three. */
  changes: z.array(z.string()).default([]),
  /** The measures that hold the score down most, in words with the points each costs; at most three. */
  top_drivers: z.array(z.string()),
  arr: z.number().nullable(),
  currency: z.string(),
  renewal_date: z.iso.date().nullable(),
  days_to_renewal: z.int().nullable(),
  data_as_of: z.iso.date(),
  /** Whether a measure behind the score is older than that, because its source is late. */
  is_stale: z.boolean(),
  owner: z.string().nullable(),
  segment: z.string().nullable(),
  source_url: z.string().nullable(),
});
export type Alert = z.infer<typeof Alert>;

/** The id of an alert; it does not depend on who sees the episode first. */
export function alertIdOf(episode: {
  readonly account_id: string;
  readonly rule: string;
  readonly started_on: string;
}): string {
  const identity = JSON.stringify([episode.account_id, episode.rule, episode.started_on]);
  return createHash("sha256").update(identity).digest("hex").slice(0, 32);
}

export const severityRank = ({ severity }: Pick<Alert, "severity">): number => severities.indexOf(severity);
