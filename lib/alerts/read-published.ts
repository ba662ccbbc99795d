import { z } from "zod";
import type { Config } from "../config/schema.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import { Alert, alertIdOf } from "./alert.ts";
import type { NotWatched } from "./render.ts";
import { driverText } from "./words.ts";

/** Where a published day is read. */
export interface PublishedDay {
  readonly warehouse: Warehouse;
  readonly database: string;
  readonly asOfDate: string;
}

/** An open episode without its reasons, and the routes that receive it. */
export interface OpenAlert {
  readonly alert: Omit<Alert, "top_drivers">;
  readonly routes: readonly string[];
}

const OpenAlertRow = Alert.omit({
  alert_id: true,
  episode_started_on: true,
  currency: true,
  data_as_of: true,
  top_drivers: true,
}).extend({ started_on: z.iso.date(), is_stale: z.boolean().nullable() });

/**
 * The open episodes of the day, by account; scores have 9 decimals, since the last bits of a sum depend on its order.
 */
export async function readOpenAlerts(
  { warehouse, database, asOfDate }: PublishedDay,
  { fallback_route, currency }: Pick<Config, "fallback_route" | "currency">,
): Promise<OpenAlert[]> {
  const sql = `with episodes as (
    select
        account_id,
        rule,
        severity,
        started_on,
        round(score_from, 9) as score_from,
        round(score_to, 9) as score_to,
        band_from,
        band_to
    from alert_episodes
    where as_of_date = date '${asOfDate}'
        and is_open
),

scored_accounts as (
    select
        account_id as scored_account_id,
        name,
        arr,
        renewal_date,
        days_to_renewal,
        is_stale,
        owner,
        segment,
        source_url
    from account_health
    where as_of_date = date '${asOfDate}'
        and band is not null
)

select *
from episodes
inner join scored_accounts on episodes.account_id = scored_accounts.scored_account_id
order by account_id, rule`;
  const [rows, routesOf] = await Promise.all([
    warehouse.rows(sql, { database }),
    readRoutes({ warehouse, database, asOfDate }),
  ]);
  return rows.map((row) => {
    const { started_on, is_stale, ...episode } = OpenAlertRow.parse(row);
    return {
      alert: {
        ...episode,
        alert_id: alertIdOf({ ...episode, started_on }),
        episode_started_on: started_on,
        currency,
        data_as_of: asOfDate,
        is_stale: is_stale ?? false,
      },
      routes: routesOf.get(episode.account_id) ?? [fallback_route],
    };
  });
}

const RouteRow = z.object({ account_id: z.string(), route: z.string() });

/** The routes of each account with an open episode. */
async function readRoutes({
  warehouse,
  database,
  asOfDate,
}: PublishedDay): Promise<ReadonlyMap<string, readonly string[]>> {
  const sql = `select
    account_id,
    route
from account_routes
where as_of_date = date '${asOfDate}'
    and account_id in (
        select account_id
        from alert_episodes
        where as_of_date = date '${asOfDate}'
            and is_open
    )
order by account_id, route`;
  const rows = (await warehouse.rows(sql, { database })).map((row) => RouteRow.parse(row));
  const byAccount = Map.groupBy(rows, ({ account_id }) => account_id);
  return new Map([...byAccount].map(([account, routes]) => [account, routes.map(({ route }) => route)]));
}

const DriverRow = z.object({
  account_id: z.string(),
  measure: z.string(),
  value: z.number().nullable(),
  status: z.string(),
  points_lost: z.number(),
});

/** By account with an open episode, the three measures that cost its score most, in words. */
export async function readTopDrivers({
  warehouse,
  database,
  asOfDate,
}: PublishedDay): Promise<ReadonlyMap<string, readonly string[]>> {
  const sql = `with losses as (
    select
        account_id,
        measure,
        value,
        status,
        round(effective_weight * (100 - points), 9) as points_lost
    from measure_scores
    where as_of_date = date '${asOfDate}'
),

alerted as (
    select distinct account_id
    from alert_episodes
    where as_of_date = date '${asOfDate}'
        and is_open
),

ranked as (
    select
        losses.*,
        row_number() over (partition by losses.account_id order by points_lost desc, measure) as position
    from losses
    inner join alerted on losses.account_id = alerted.account_id
    where points_lost > 0
)

select *
from ranked
where position <= 3
order by account_id, position`;
  const rows = (await warehouse.rows(sql, { database })).map((row) => DriverRow.parse(row));
  const byAccount = Map.groupBy(rows, ({ account_id }) => account_id);
  return new Map([...byAccount].map(([account, drivers]) => [account, drivers.map(driverText)]));
}

const NotWatchedRow = z.object({ accounts: z.number(), arr: z.number().nullable() });

/** The accounts below their scorecard's coverage floor, for which rules do not apply. */
export async function readNotWatched({ warehouse, database, asOfDate }: PublishedDay): Promise<NotWatched> {
  const sql = `select
    count(*) as accounts,
    sum(arr) as arr
from account_health
where as_of_date = date '${asOfDate}'
    and band = 'insufficient_data'`;
  const [row] = await warehouse.rows(sql, { database });
  const { accounts, arr } = NotWatchedRow.parse(row);
  return { accounts, arr: arr ?? 0 };
}
