import { loadQueries } from "../models/queries.ts";
import { headOf, NothingPublished, readChain } from "../pipeline/chain.ts";
import type { Services } from "../services.ts";
import { isUnknownName, type Row } from "../warehouse/warehouse.ts";
import { type AccountChange, accountChanges, changeReasonsSql } from "./account-changes.ts";
import { type FoundAccount, findAccount, listedAccounts, namedAccount } from "./find-account.ts";
import { ToldParts } from "./told-parts.ts";

/** Everything that made an account's score on a published day. */
export interface Explanation {
  readonly account: Row;
  /** What changed it since the run before, and since 1, 7 and 30 days; days without a change are left out. */
  readonly changes: readonly AccountChange[];
  readonly components: readonly Row[];
  /** Its scores through the lenses of the config, by name. */
  readonly lenses: readonly Row[];
  /** Ordered by the points that each measure costs, most first. */
  readonly measures: readonly Row[];
  /** Measures of its scorecard that do not count, and the reasons. */
  readonly absent: readonly Row[];
  readonly alerts: readonly Row[];
  /** The names of the parts that a day of an older version does not tell. */
  readonly untold: readonly string[];
}

/** No account of the latest published day, or no single one, has that id or name. */
export class UnknownAccount extends Error {
  override readonly name = "UnknownAccount";
}

/**
 * @param account its id, its name, or the beginning of one, in any case
 * @param date a published day. @default the newest
 * @throws UnknownAccount, NothingPublished
 */
export async function explain(services: Services, account: string, date?: string): Promise<Explanation> {
  const chain = await readChain(services.store);
  const newest = headOf(chain);
  if (newest === undefined) throw new NothingPublished();
  const head = chain.links.findLast(({ as_of_date }) => as_of_date === (date ?? newest.as_of_date));
  if (head === undefined)
    throw new UnknownAccount(`${date} is not published; the newest day is ${newest.as_of_date}`);
  const text = (value: unknown) => `'${String(value).replaceAll("'", "''")}'`;
  const read = (sql: string) => services.warehouse.rows(sql, { database: services.databases.published });
  const day = `as_of_date = date '${head.as_of_date}'`;
  const named = await read(`select account_id, name from accounts where ${day} order by account_id`);
  const id = idOf(account, findAccount(account, named.map(namedAccount)), head.as_of_date);
  const [found] = await read(`select * from account_health where ${day} and account_id = ${text(id)}`);
  if (found === undefined)
    throw new UnknownAccount(`the account ${id} is not in account_health on ${head.as_of_date}`);
  const ofAccount = `${day} and account_id = ${text(found.account_id)}`;
  const { change_reasons } = await loadQueries();
  const isAccount = `account_id = ${text(found.account_id)}`;
  const parts = new ToldParts();
  const part = (name: string, sql: string) => parts.read(name, () => read(sql));
  const [changes, components, measures, absent, alerts, lenses] = await Promise.all([
    part("changes", changeReasonsSql(change_reasons, head.as_of_date, isAccount)),
    read(`select component, points, effective_weight, contribution, coverage from component_scores
          where ${ofAccount} and points is not null order by effective_weight desc, component`),
    part(
      "measures",
      `select s.component, s.measure, d.label, s.value, m.unit, s.points, s.effective_weight, s.contribution,
          s.status, m.source, m.known_on
          from measure_scores as s
          inner join measures as m on m.account_id = s.account_id and m.measure = s.measure and m.${day}
          inner join measure_dictionary as d on d.measure = s.measure and d.${day}
          where s.${day} and s.account_id = ${text(found.account_id)} and s.points is not null
          order by s.effective_weight * (100 - s.points) desc, s.measure`,
    ),
    part(
      "missing measures",
      `select m.measure, d.label, m.status, m.source, m.known_on from measures as m
          inner join measure_dictionary as d on d.measure = m.measure and d.${day}
          inner join measure_scores as s on s.account_id = m.account_id and s.measure = m.measure and s.${day}
          where m.${day} and m.${isAccount} and s.points is null order by m.measure`,
    ),
    read(`select rule, severity, started_on, score_from, score_to, band_from, band_to from alert_episodes
          where ${ofAccount} and is_open order by started_on, rule`),
    // Projects without a lens have no such table.
    read(`select lens, scorecard, score, band, coverage, change_7d from lens_scores
          where ${ofAccount} order by lens`).catch(noneIfUnknown),
  ]);
  const told = accountChanges(changes, head.as_of_date).get(String(found.account_id)) ?? [];
  return {
    account: found,
    changes: told,
    components,
    lenses,
    measures,
    absent,
    alerts,
    untold: parts.untold,
  };
}

function noneIfUnknown(error: unknown): readonly Row[] {
  if (isUnknownName(error)) return [];
  throw error;
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
