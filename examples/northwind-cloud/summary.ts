import { formatTable } from "../../cli/table.ts";
import { readTopDrivers } from "../../lib/alerts/read-published.ts";
import { moneyIn } from "../../lib/alerts/words.ts";
import { loadQueries } from "../../lib/models/queries.ts";
import { plural } from "../../lib/plural.ts";
import { scoreText } from "../../lib/sentences/values.ts";
import type { Services } from "../../lib/services.ts";
import type { Row, Value } from "../../lib/warehouse/warehouse.ts";
import type { Landed } from "./landings.ts";

export interface SummaryFacts {
  readonly landed: readonly Landed[];
  /** The project's folder, as a command may name it. */
  readonly place: string;
  readonly lastDay: string;
  readonly seconds: number;
}

type Query = (sql: string) => Promise<readonly Row[]>;

/** The summary printed after the demo has run. */
export async function summary(services: Services, facts: SummaryFacts): Promise<string> {
  const query: Query = (sql) => services.warehouse.rows(sql, { database: services.databases.published });
  const [runs] = await query("select count(*) as days, count_if(is_live) as live from runs");
  const sent = (kind: string): Promise<number> => countOf(services.store.list(`outbox/${kind}/`));
  const attention = await needingAttention(services, query, facts.lastDay);
  const worst = String(attention.worst ?? "NW-1001");
  const bellwether = `npm run -s bellwether -- --project ${facts.place}`;
  return `
Northwind Cloud, a fictional company, was built from exports to alerts in ${facts.seconds} s:
${runs?.days} days are published up to ${facts.lastDay}, the last ${runs?.live} of them run as in production.

LANDED RECORDS
${formatTable(facts.landed.map((each) => ({ ...each })))}

REJECTED AND QUARANTINED ROWS (counted and kept; they never stop a run)
${formatTable(await refused(query, facts.landed))}

UNREADABLE CELLS (each is left empty and counted; its row is kept)
${formatTable(await query(unreadCells))}

CUSTOMERS BY BAND on ${facts.lastDay}
${formatTable(await query(standing))}

KEY METRICS
${formatTable((await query(headlines)).map(headline))}

ACCOUNTS THAT NEED ATTENTION
${attention.text}

SENT MESSAGES
  ${plural(await sent("alert"), "alert")} for machines, ${plural(await sent("digest"), "digest")} for the teams, and ${await sent("baseline")} summaries of
  alerts that were open before the first live day. The messages are in ${facts.place}/.bellwether/outbox/

NEXT STEPS
  ${bellwether} explain ${worst}
  ${bellwether} alerts
  ${bellwether} query "select metric, value from portfolio_metrics_current where dimension = 'all' and period = 'day'"
  examples/northwind-cloud/README.md    the stories in this data, each with the query that shows it`;
}

async function countOf(objects: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of objects) count += 1;
  return count;
}

async function refused(query: Query, landed: readonly Landed[]): Promise<readonly Row[]> {
  const rejects = await query(
    "select source, stream, reason, count(*) as records from rejects group by source, stream, reason",
  );
  const unreadable = landed
    .filter(({ quarantined }) => quarantined > 0)
    .map(({ source, quarantined }) => ({
      source,
      stream: "",
      reason: "unreadable",
      records: quarantined,
    }));
  return [...unreadable, ...rejects].toSorted((a, b) => Number(b.records) - Number(a.records));
}

const unreadCells = `
    select
        source,
        stream,
        field,
        reason,
        min(word) as example,
        sum(cells) as cells
    from cell_problems
    where not is_rejected
    group by source, stream, field, reason
    order by cells desc, source, stream, field, reason
    limit 10`;

const standing = `
    select
        band,
        count(*) as accounts,
        cast(round(sum(arr)) as bigint) as arr,
        count_if(lifecycle = 'onboarding') as onboarding,
        count_if(lifecycle = 'notice') as under_notice
    from account_health_current
    where band is not null
    group by band
    order by case band when 'green' then 1 when 'yellow' then 2 when 'red' then 3 else 4 end`;

/** The newest complete value of each, and the month before's beside those of a month. */
const headlines = `
    with whole as (
        select
            metric,
            period,
            period_end,
            value,
            unit,
            sample_size,
            reason,
            row_number() over (partition by metric order by period_end desc) as recency
        from portfolio_metrics_current
        where dimension = 'all'
            and is_complete
            and metric in ('arr', 'arr_at_risk', 'logo_churn', 'nrr', 'grr', 'renewal_rate', 'cltv', 'nps', 'csat_5', 'response_rate', 'adoption')
    )
    select
        newest.metric,
        newest.period,
        newest.value,
        before.value as month_before,
        newest.unit,
        newest.sample_size,
        newest.reason
    from whole as newest
    left join whole as before on before.metric = newest.metric and before.recency = 2 and newest.period = 'month'
    where newest.recency = 1
    order by newest.period, newest.metric`;

/** A value that leaves something out has a note. */
function headline({ metric, period, value, month_before, unit, sample_size, reason }: Row): Row {
  return {
    metric: String(metric).replaceAll("_", " "),
    period: String(period).replaceAll("_", " "),
    value: reading(value, unit) ?? "unknown",
    "month before": reading(month_before, unit) ?? "",
    "sample size": sample_size ?? null,
    note: typeof reason === "string" ? reason.replaceAll("_", " ") : "",
  };
}

function reading(value: Value | undefined, unit: Value | undefined): string | undefined {
  if (typeof value !== "number") return undefined;
  if (unit === "share") return `${(100 * value).toFixed(1)} %`;
  return unit === "currency" ? moneyIn("USD", value) : value.toFixed(1);
}

/** Red accounts with the most at stake, and why, in words. */
async function needingAttention(services: Services, query: Query, lastDay: string) {
  const rows = await query(`
    select account_id, name, segment, lifecycle, score, change_30d, cap_rule, arr, renewal_date, owner
    from account_health_current
    where band = 'red'
    order by arr desc nulls last, account_id
    limit 6`);
  const { warehouse, databases } = services;
  const drivers = await readTopDrivers({
    ...{ warehouse, database: databases.published, asOfDate: lastDay },
    queries: await loadQueries(),
  });
  const texts = rows.map((row) => {
    const change = typeof row.change_30d === "number" ? `, ${signed(row.change_30d)} in 30 days` : "";
    const money = typeof row.arr === "number" ? `ARR ${moneyIn("USD", row.arr)}` : "ARR unknown";
    const cap = row.cap_rule === null ? [] : [`capped by "${row.cap_rule}"`];
    return [
      `  ${row.name} (${row.account_id}, ${row.segment}): ${scoreText(Number(row.score))}${change}`,
      `      ${money} · renews ${row.renewal_date ?? "on an unknown date"} · ${row.owner}`,
      `      ${[...cap, ...(drivers.get(String(row.account_id)) ?? [])].join("; ")}`,
    ].join("\n");
  });
  return { worst: rows[0]?.account_id, text: texts.join("\n") };
}

const signed = (points: number): string => `${points < 0 ? "-" : "+"}${scoreText(Math.abs(points))}`;
