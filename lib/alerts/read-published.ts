import { z } from "zod";
import type { Config } from "../config/schema.ts";
import { type Queries, type Query, queryOn } from "../models/queries.ts";
import { type AccountChange, accountChanges, changeReasonsSql } from "../reports/account-changes.ts";
import type { Row, Warehouse } from "../warehouse/warehouse.ts";
import { Alert, alertIdOf } from "./alert.ts";
import type { NotWatched } from "./render.ts";
import { driverText } from "./words.ts";

/** Where a published day is read. */
export interface PublishedDay {
  readonly warehouse: Warehouse;
  readonly database: string;
  readonly asOfDate: string;
  readonly queries: Queries;
}

const rowsOf = ({ warehouse, database, asOfDate }: PublishedDay, query: Query): Promise<readonly Row[]> =>
  warehouse.rows(queryOn(query, asOfDate), { database });

/** What an alert says of why. */
export type Reasons = Pick<Alert, "changed_since" | "changes" | "top_drivers">;

/** An open episode without its reasons, and the routes that receive it. */
export interface OpenAlert {
  readonly alert: Omit<Alert, keyof Reasons>;
  /** The day of score_from; null when the account was not scored then. */
  readonly fromDate: string | null;
  readonly routes: readonly string[];
}

const OpenAlertRow = Alert.omit({
  alert_id: true,
  episode_started_on: true,
  currency: true,
  data_as_of: true,
  changed_since: true,
  changes: true,
  top_drivers: true,
}).extend({ from_date: z.iso.date().nullable(), started_on: z.iso.date(), is_stale: z.boolean().nullable() });

/** The open episodes of the day, by account. */
export async function readOpenAlerts(
  day: PublishedDay,
  { fallback_route, currency }: Pick<Config, "fallback_route" | "currency">,
): Promise<OpenAlert[]> {
  const [rows, routesOf] = await Promise.all([rowsOf(day, day.queries.open_alerts), readRoutes(day)]);
  return rows.map((row) => {
    const { started_on, is_stale, from_date, ...episode } = OpenAlertRow.parse(row);
    return {
      alert: {
        ...episode,
        alert_id: alertIdOf({ ...episode, started_on }),
        episode_started_on: started_on,
        currency,
        data_as_of: day.asOfDate,
        is_stale: is_stale ?? false,
      },
      fromDate: from_date,
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

/** By account with an open episode, the changes of its score. */
export async function readChanges(day: PublishedDay): Promise<ReadonlyMap<string, readonly AccountChange[]>> {
  const { warehouse, database, asOfDate, queries } = day;
  const alerted = `account_id in (
    select account_id
    from alert_episodes
    where as_of_date = date '${asOfDate}'
        and is_open
)`;
  const sql = changeReasonsSql(queries.change_reasons, asOfDate, alerted);
  return accountChanges(await warehouse.rows(sql, { database }), asOfDate);
}

const DriverRow = z.object({
  account_id: z.string(),
  label: z.string(),
  unit: z.string(),
  value: z.number().nullable(),
  status: z.string(),
  points_lost: z.number(),
});

/** By account with an open episode, the three measures that cost its score most, in words. */
export async function readTopDrivers(day: PublishedDay): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = (await rowsOf(day, day.queries.top_drivers)).map((row) => DriverRow.parse(row));
  const byAccount = Map.groupBy(rows, ({ account_id }) => account_id);
  return new Map([...byAccount].map(([account, drivers]) => [account, drivers.map(driverText)]));
}

const NotWatchedRow = z.object({ accounts: z.number(), arr: z.number().nullable() });

/** The accounts below their scorecard's coverage floor, for which rules do not apply. */
export async function readNotWatched({
  warehouse,
  database,
  asOfDate,
}: Omit<PublishedDay, "queries">): Promise<NotWatched> {
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
