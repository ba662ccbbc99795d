import { headOf, NothingPublished, readChain } from "../pipeline/chain.ts";
import type { Services } from "../services.ts";
import type { Row } from "../warehouse/warehouse.ts";
import { type FoundAccount, findAccount, listedAccounts, namedAccount } from "./find-account.ts";

/** Everything that made an account's score on the latest published day. */
export interface Explanation {
  readonly account: Row;
  readonly components: readonly Row[];
  /** Ordered by the points that each measure costs, most first. */
  readonly measures: readonly Row[];
  /** Measures without a value, and the reasons. */
  readonly absent: readonly Row[];
  readonly alerts: readonly Row[];
}

/** No account of the latest published day, or no single one, has that id or name. */
export class UnknownAccount extends Error {
  override readonly name = "UnknownAccount";
}

/** @param account its id, its name, or the beginning of one, in any case @throws UnknownAccount, NothingPublished */
export async function explain(services: Services, account: string): Promise<Explanation> {
  const head = headOf(await readChain(services.store));
  if (head === undefined) throw new NothingPublished();
  const text = (value: unknown) => `'${String(value).replaceAll("'", "''")}'`;
  const read = (sql: string) => services.warehouse.rows(sql, { database: services.databases.published });
  const day = `as_of_date = date '${head.as_of_date}'`;
  const named = await read(`select account_id, name from accounts where ${day} order by account_id`);
  const id = idOf(account, findAccount(account, named.map(namedAccount)), head.as_of_date);
  const [found] = await read(`select * from account_health where ${day} and account_id = ${text(id)}`);
  if (found === undefined)
    throw new UnknownAccount(`the account ${id} is not in account_health on ${head.as_of_date}`);
  const ofAccount = `${day} and account_id = ${text(found.account_id)}`;
  const [components, measures, absent, alerts] = await Promise.all([
    read(`select component, points, effective_weight, contribution, coverage from component_scores
          where ${ofAccount} and points is not null order by effective_weight desc, component`),
    read(`select s.component, s.measure, s.value, m.unit, s.points, s.effective_weight, s.contribution, s.status
          from measure_scores as s
          inner join measures as m on m.account_id = s.account_id and m.measure = s.measure and m.${day}
          where s.${day} and s.account_id = ${text(found.account_id)} and s.points is not null
          order by s.effective_weight * (100 - s.points) desc, s.measure`),
    read(`select measure, status, observed_at from measures
          where ${ofAccount} and status <> 'ok' order by measure`),
    read(`select rule, severity, started_on, score_from, score_to, band_from, band_to from alert_episodes
          where ${ofAccount} and is_open order by started_on, rule`),
  ]);
  return { account: found, components, measures, absent, alerts };
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
