import { z } from "zod";
import { severities } from "../config/schema.ts";
import { type Queries, queryOn } from "../models/queries.ts";
import type { Services } from "../services.ts";
import { alertIdOf } from "./alert.ts";
import { listClaims, readSentMarker, type SentMarker } from "./claims.ts";

const EpisodeRow = z.object({
  account_id: z.string(),
  name: z.string().nullable(),
  rule: z.string(),
  severity: z.enum(severities),
  started_on: z.iso.date(),
  cleared_on: z.iso.date().nullable(),
  clear_reason: z.string().nullable(),
  score_from: z.number().nullable(),
  score_to: z.number().nullable(),
  band_from: z.string().nullable(),
  band_to: z.string().nullable(),
  arr: z.number().nullable(),
  renewal_date: z.iso.date().nullable(),
  owner: z.string().nullable(),
});

/** An alert as a person asks for it. */
export interface ListedAlert extends Omit<z.infer<typeof EpisodeRow>, "started_on"> {
  readonly alert_id: string;
  readonly episode_started_on: string;
  /** `baseline`: open since before the first live day; `expired`: closed after 30 days; `resolved`: otherwise closed. */
  readonly status: "open" | "baseline" | "resolved" | "expired";
  /** When it was first delivered; null when it was not. */
  readonly sent_at: string | null;
}

/** The alerts of the newest published day: those open, and those closed in the 30 days before, newest first. */
export async function listAlerts(
  { store, warehouse, databases }: Pick<Services, "store" | "warehouse" | "databases">,
  { asOfDate, queries }: { readonly asOfDate: string; readonly queries: Queries },
): Promise<ListedAlert[]> {
  const sql = queryOn(queries.listed_alerts, asOfDate);
  const rows = await warehouse.rows(sql, { database: databases.published });
  const episodes = rows.map((row) => EpisodeRow.parse(row));
  const { sent } = await listClaims(
    store,
    episodes.map(({ started_on }) => started_on),
  );
  const alerts: ListedAlert[] = [];
  for (const { started_on, ...episode } of episodes) {
    const alert_id = alertIdOf({ ...episode, started_on });
    const name = { alert_id, episode_started_on: started_on };
    const marker = sent.has(alert_id) ? await readSentMarker(store, name) : undefined;
    alerts.push({
      ...name,
      ...episode,
      status: statusOf(episode, marker),
      sent_at: marker?.sent_at ?? null,
    });
  }
  return alerts;
}

function statusOf(
  { cleared_on, clear_reason }: Pick<ListedAlert, "cleared_on" | "clear_reason">,
  marker: SentMarker | undefined,
): ListedAlert["status"] {
  if (cleared_on === null) return marker?.kind === "baseline" ? "baseline" : "open";
  return clear_reason === "expired" ? "expired" : "resolved";
}
