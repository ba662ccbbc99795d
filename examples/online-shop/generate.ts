import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DuckDbSession, quoteText } from "../../lib/warehouse/duckdb-session.ts";

/** The shop's last day: the exports were made on it. */
export const lastDay = "2025-12-31";

const customers = 150;

/**
 * Makes a project of the shop in a folder: its config, and what its systems exported at the end of 2025. The same
 * on every machine.
 */
export async function makeShop(directory: string): Promise<void> {
  await mkdir(join(directory, "exports"), { recursive: true });
  await copyFile(join(import.meta.dirname, "bellwether.yaml"), join(directory, "bellwether.yaml"));
  const session = new DuckDbSession();
  const connection = await session.connect();
  try {
    for (const statement of story) await connection.run(statement);
    for (const [file, select] of Object.entries(exports)) {
      const format = file.endsWith(".csv") ? "format csv, header" : "format json";
      await connection.run(`copy (${select}) to ${quoteText(join(directory, "exports", file))} (${format})`);
    }
  } finally {
    connection.closeSync();
    session.close();
  }
}

/** What happens: who registers when, stays away from when, comes back when, and on which days they come. */
const story = [
  // A number in [0, 1) that depends on nothing but its arguments.
  "create temp macro chance(a, b) as (hash(cast(a as bigint) * 1000003 + hash(b) % 1000003) % 1000000) / 1e6",
  `create temp table customers as
    select
        i,
        'K' || (1000 + i) as id,
        registered,
        case when chance(i, 'leaves') < 0.45 then registered + cast(10 + floor(chance(i, 'gone') * 220) as integer) end as gone_on,
        case when chance(i, 'returns') < 0.35 then registered + cast(240 + floor(chance(i, 'back') * 60) as integer) end as back_on,
        0.03 + chance(i, 'rhythm') * 0.2 as visits_a_day
    from (
        select i, date '2025-01-01' + cast(floor(chance(i, 'registered') * 360) as integer) as registered
        from range(${customers}) as t(i)
    ) as registrations`,
  // One in ten registers and is never seen.
  `create temp table days as
    select customers.*, day
    from customers
    cross join (select date '2025-01-01' + cast(d as integer) as day from range(365) as t(d)) as calendar
    where day >= registered
        and (gone_on is null or day < gone_on or day >= back_on)
        and chance(i, 'never') >= 0.1
        and chance(i, 'visit ' || day) < visits_a_day`,
];

const exports: Readonly<Record<string, string>> = {
  "customers.csv": `
    select
        id,
        'Customer ' || i as name,
        case when chance(i, 'country') < 0.6 then 'DE' when chance(i, 'country') < 0.85 then 'AT' else 'CH' end as country,
        case when chance(i, 'tier') < 0.2 then 'club' else 'guest' end as tier,
        case when chance(i, 'channel') < 0.5 then 'search' when chance(i, 'channel') < 0.8 then 'social' else 'friends' end as channel,
        registered
    from customers
    order by i`,
  // One visit in four ends in an order, and one order in twenty-five is cancelled.
  "orders.ndjson": `
    select
        'O' || i || '-' || day as id,
        {'id': id} as customer,
        cast(round(8 + pow(chance(i, 'total ' || day), 3) * 240, 2) as decimal(8,2)) as total,
        cast(epoch(day) + 43200 as bigint) as placed,
        case when chance(i, 'cancelled ' || day) < 0.04 then 'cancelled' else 'paid' end as state
    from days
    where chance(i, 'order ' || day) < 0.25
    order by day, i`,
  "visits.csv": `
    select
        'V' || i || '-' || day || '-' || page as id,
        id as customer,
        page,
        day || 'T11:30:00Z' as at
    from days
    cross join (values ('search', 1.0), ('product', 0.8), ('basket', 0.4)) as pages (page, share)
    where chance(i, page || day) < share
    order by day, i, page`,
  "tickets.csv": `
    select
        'T' || i || '-' || day as id,
        id as customer,
        day || 'T15:00:00Z' as opened_at,
        case when chance(i, 'unsolved ' || day) > 0.1
            then (day + cast(floor(chance(i, 'solve ' || day) * 9) as integer)) || 'T17:00:00Z' end as solved_at,
        case when chance(i, 'phone ' || day) < 0.3 then 'phone' else 'email' end as channel,
        'About my order of ' || day as subject
    from days
    where chance(i, 'ticket ' || day) < 0.05
    order by day, i`,
  "answers.csv": `
    select
        'A' || i || '-' || day as id,
        id as customer,
        'T' || i || '-' || day as ticket,
        1 + cast(floor(sqrt(chance(i, 'stars ' || day)) * 5) as integer) as stars,
        (day + 9) || 'T18:00:00Z' as answered_at
    from days
    where chance(i, 'ticket ' || day) < 0.05
        and chance(i, 'answers ' || day) < 0.5
        and day + 9 <= date '${lastDay}'
    order by day, i`,
};

if (import.meta.main) await makeShop(process.argv[2] ?? "online-shop");
