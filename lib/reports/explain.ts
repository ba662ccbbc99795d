import { z } from "zod";
import { addDays } from "../dates.ts";
import { loadQueries, queryOn } from "../models/queries.ts";
import { type Chain, headOf, type Link, NothingPublished, readChain } from "../pipeline/chain.ts";
import { readPlan } from "../pipeline/plan.ts";
import type { ToGreen } from "../scoring/least-change/to-green.ts";
import type { Services } from "../services.ts";
import { quoteText } from "../warehouse/quote.ts";
import { isUnknownName, type Row } from "../warehouse/warehouse.ts";
import { type AccountChange, accountChanges, changeReasonsSql } from "./account-changes.ts";
import { changeSince } from "./change-since.ts";
import { type Evidence, readEvidence } from "./evidence.ts";
import { type FoundAccount, findAccount, listedAccounts, namedAccount } from "./find-account.ts";
import { greenAnswer } from "./green.ts";
import { nearDays } from "./near-days.ts";
import { type ScorecardChange, scorecardChanges } from "./scorecard-changes.ts";
import { ToldParts } from "./told-parts.ts";

/** Everything that made an account's score on a published day. `explain --json` prints it as it is. */
export interface Explanation {
  /** Its row of account_health. */
  readonly account: Row;
  /** The currency of its revenue. */
  readonly currency: string;
  /** The lowest scores of the bands of its scorecard; null when it has none. */
  readonly bands: { readonly green: number; readonly yellow: number } | null;
  /** What changed it since the run before, and since 1, 7 and 30 days; days without a change are left out. */
  readonly changes: readonly AccountChange[];
  /** What changed it since the day that was asked for; null when none was. */
  readonly since: AccountChange | null;
  /** Edits of its scorecard since the earliest of these days, the oldest first. */
  readonly scorecard_changes: readonly ScorecardChange[];
  readonly evidence: Evidence | null;
  /** What would bring it to green with the least change, or why this cannot be said; null when it cannot be known. */
  readonly to_green: ToGreen | null;
  /** By weight: points, effective_weight, contribution, coverage. */
  readonly components: readonly Row[];
  /** Its scores through the lenses of the config, by name. */
  readonly lenses: readonly Row[];
  /** Ordered by the points that each measure costs, most first. */
  readonly measures: readonly Row[];
  /** Measures of its scorecard that do not count, and the reasons. */
  readonly absent: readonly Row[];
  readonly alerts: readonly Row[];
  /** Whether retention has deleted the measures of the day: the score and its components are kept. */
  readonly is_thinned: boolean;
  /** The names of the parts that a day of an older version does not tell. */
  readonly untold: readonly string[];
}

/** No account of the latest published day, or no single one, has that id or name. */
export class UnknownAccount extends Error {
  override readonly name = "UnknownAccount";
}

/** The day is not published. */
export class UnknownDay extends Error {
  override readonly name = "UnknownDay";
}

export interface ExplainRequest {
  /** Its id, its name, or the beginning of one, in any case. */
  readonly account: string;
  /** A published day. @default the newest */
  readonly date?: string | undefined;
  /** An earlier published day, to compare with. */
  readonly since?: string | undefined;
}

/** @throws UnknownAccount, UnknownDay, NothingPublished, NotComparable */
export async function explain(
  services: Services,
  { account: word, date, since: from }: ExplainRequest,
): Promise<Explanation> {
  const chain = await readChain(services.store);
  const link = linkOf(chain, date);
  const asOfDate = link.as_of_date;
  const read = (sql: string) => services.warehouse.rows(sql, { database: services.databases.published });
  const day = `as_of_date = date '${asOfDate}'`;
  const named = await read(`select account_id, name from accounts where ${day} order by account_id`);
  const id = idOf(word, findAccount(word, named.map(namedAccount)), asOfDate);
  const isAccount = `account_id = ${quoteText(id)}`;
  const [account] = await read(`select * from account_health where ${day} and ${isAccount}`);
  if (account === undefined)
    throw new UnknownAccount(`the account ${id} is not in account_health on ${asOfDate}`);
  const scorecard = typeof account.scorecard === "string" ? account.scorecard : null;
  const isCard = `scorecard = ${quoteText(scorecard ?? "")}`;
  const [queries, plan] = await Promise.all([loadQueries(), readPlan(services.store, link)]);
  const inputsOf = (table: string) => plan.inputs.find(({ name }) => name === table)?.rows ?? [];
  const parts = new ToldParts();
  const part = (name: string, sql: string) => parts.read(name, () => read(sql));
  const [changes, components, all, peers, history, alerts, lenses, since] = await Promise.all([
    part("changes", changeReasonsSql(queries.change_reasons, asOfDate, isAccount)),
    read(`select component, points, effective_weight, contribution, coverage from component_scores
      where ${day} and ${isAccount} and points is not null order by effective_weight desc, component`),
    part("measures", measuresSql(day, isAccount)),
    scorecard === null
      ? []
      : part(
          "green",
          `select * from (\n${queryOn(queries.peer_values, asOfDate)}\n) as peers where ${isCard}`,
        ),
    part(
      "scorecard changes",
      `select * from scorecard_history where as_of_date <= date '${asOfDate}' and ${isCard}`,
    ),
    read(`select rule, severity, started_on, score_from, score_to, band_from, band_to from alert_episodes
      where ${day} and ${isAccount} and is_open order by started_on, rule`),
    // Projects without a lens have no such table.
    read(`select lens, scorecard, score, band, coverage, change_7d from lens_scores
      where ${day} and ${isAccount} order by lens`).catch(noneIfUnknown),
    from === undefined
      ? null
      : changeSince(
          { account_id: id, scorecard, asOfDate, from },
          { read, inputsOf, chain, query: queries.change_reasons },
        ),
  ]);
  const told = accountChanges(changes, asOfDate).get(id) ?? [];
  const earliest = [...told, ...(since === null ? [] : [since])]
    .map(({ from_date }) => from_date)
    .reduce((least, each) => (each < least ? each : least), addDays(asOfDate, -shortestLook));
  const input = {
    scorecards: inputsOf("scorecards"),
    scorecard_measures: inputsOf("scorecard_measures"),
    scorecard_points: inputsOf("scorecard_points"),
    scorecard_limits: inputsOf("scorecard_limits"),
  };
  const is_thinned = scorecard !== null && all.length === 0 && parts.untold.length === 0;
  const conditions = input.scorecard_limits.filter((row) => row.scorecard === scorecard);
  const evidence =
    is_thinned || scorecard === null
      ? null
      : await readEvidence({
          ...{ account_id: id, asOfDate, since: earliest, read },
          measures: new Set([...all.map(({ measure }) => String(measure)), ...namesIn(conditions)]),
        });
  const labels = new Map(all.map(({ measure, label }) => [String(measure), String(label)]));
  const band = Bands.safeParse(input.scorecards.find((row) => row.scorecard === scorecard));
  const lastUse = all.find(({ measure }) => measure === "days_since_last_use")?.value;
  return {
    account,
    currency: plan.config.currency,
    bands: band.success ? band.data : null,
    changes: told,
    since,
    scorecard_changes: scorecardChanges(history, earliest, (measure) => labels.get(measure) ?? measure),
    evidence:
      evidence === null
        ? null
        : {
            ...evidence,
            last_use_on: typeof lastUse === "number" ? addDays(asOfDate, -lastUse) : null,
          },
    to_green:
      is_thinned || parts.untold.includes("measures")
        ? null
        : greenAnswer({ inputs: input, account, measures: all, peers }),
    components,
    lenses,
    measures: all.filter(({ points }) => points !== null),
    absent: all.filter(({ points }) => points === null),
    alerts,
    is_thinned,
    untold: parts.untold,
  };
}

const Bands = z.object({ green: z.number(), yellow: z.number() });

/** Evidence is told of the last 30 days at least. */
const shortestLook = 30;

const measuresSql = (day: string, isAccount: string): string =>
  `select s.component, s.measure, d.label, d.words, s.value, m.unit, s.points, s.weight, s.effective_weight, s.contribution,
    s.status, s.is_fallback, m.source, m.known_on, m.observed_at, d.moved_by
  from measure_scores as s
  inner join measures as m on m.account_id = s.account_id and m.measure = s.measure and m.${day}
  inner join measure_dictionary as d on d.measure = s.measure and d.${day}
  where s.${day} and s.${isAccount}
  order by s.effective_weight * (100 - s.points) desc, s.measure`;

/** The names that conditions of caps and floors may read. */
const namesIn = (limits: readonly Readonly<Record<string, unknown>>[]): readonly string[] =>
  limits.flatMap(({ holds_when }) =>
    typeof holds_when === "string" ? (holds_when.match(/\w+/g) ?? []) : [],
  );

function noneIfUnknown(error: unknown): readonly Row[] {
  if (isUnknownName(error)) return [];
  throw error;
}

function linkOf(chain: Chain, date: string | undefined): Link {
  const newest = headOf(chain);
  if (newest === undefined) throw new NothingPublished();
  const link = chain.links.findLast(({ as_of_date }) => as_of_date === (date ?? newest.as_of_date));
  if (link === undefined) {
    const near = nearDays(
      chain.links.map(({ as_of_date }) => as_of_date),
      date ?? "",
    );
    throw new UnknownDay(`${date} is not published${near}`);
  }
  return link;
}

/** @throws UnknownAccount */
function idOf(word: string, found: FoundAccount, asOfDate: string): string {
  switch (found.status) {
    case "found":
      return found.account_id;
    case "several":
      throw new UnknownAccount(`several accounts match "${word}": ${listedAccounts(found.accounts)}`);
    case "unknown": {
      const meant = found.nearest === undefined ? "" : `. Did you mean ${found.nearest}?`;
      throw new UnknownAccount(`there is no account with the id or name "${word}" on ${asOfDate}${meant}`);
    }
  }
}
