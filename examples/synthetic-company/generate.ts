import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { addDays } from "../../lib/dates.ts";
import { DuckDbSession, quoteText } from "../../lib/warehouse/duckdb-session.ts";

export interface SyntheticCompany {
  readonly accounts: number;
  readonly usagePerDay: number;
  /** The first day for which exports are written, `YYYY-MM-DD`; history before it comes with it. */
  readonly firstDay: string;
}

/** Months of invoices, tickets and answers that the first day's exports bring. */
const historyDays = 180;

/** Writes the exports of a made-up company below a project folder, day by day: the same for the same inputs. */
export class SyntheticExports implements Disposable {
  readonly #connection: DuckDBConnection;
  readonly #session: DuckDbSession;
  readonly #company: SyntheticCompany;
  readonly #directory: string;

  private constructor(
    session: DuckDbSession,
    connection: DuckDBConnection,
    directory: string,
    company: SyntheticCompany,
  ) {
    this.#session = session;
    this.#connection = connection;
    this.#directory = directory;
    this.#company = company;
  }

  static async open(directory: string, company: SyntheticCompany): Promise<SyntheticExports> {
    const session = new DuckDbSession();
    const connection = await session.connect();
    // A number in [0, 1) that depends on nothing but its arguments.
    await connection.run(
      "create temp macro chance(a, b) as (hash(cast(a as bigint) * 1000003 + hash(b) % 1000003) % 1000000) / 1e6",
    );
    return new SyntheticExports(session, connection, directory, company);
  }

  /** All exports of one day. */
  async writeDay(day: number): Promise<void> {
    const date = addDays(this.#company.firstDay, day);
    await this.#write(`exports/crm/accounts-${date}.csv`, this.#accounts(date));
    await this.#write(`exports/crm/contacts-${date}.csv`, this.#contacts(date, day));
    await this.#write(`exports/crm/touchpoints-${date}.csv`, this.#touchpoints(date, day));
    await this.#write(`exports/crm/interventions-${date}.csv`, this.#interventions(date));
    await this.#write(`exports/billing/subscriptions-${date}.ndjson`, this.#subscriptions(date, day));
    await this.#write(`exports/billing/invoices-${date}.ndjson`, this.#invoices(date, day));
    await this.#write(`exports/billing/rates-${date}.csv`, this.#rates(date));
    await this.#write(`exports/helpdesk/tickets-${date}.csv`, this.#tickets(date, day));
    await this.#write(`exports/surveys/invitations-${date}.csv`, this.#invitations(date, day));
    await this.#write(`exports/surveys/responses-${date}.csv`, this.#responses(date, day));
    await this.#write(`exports/product/releases-${date}.csv`, this.#releases(date));
    await this.writeUsage(day);
  }

  /** Only the product's usage of one day. */
  async writeUsage(day: number): Promise<void> {
    const date = addDays(this.#company.firstDay, day);
    await this.#write(`exports/product/usage-${date}.csv`, this.#usage(date, day));
  }

  [Symbol.dispose](): void {
    this.#connection.closeSync();
    this.#session.close();
  }

  async #write(file: string, select: string): Promise<void> {
    const path = join(this.#directory, file);
    await mkdir(dirname(path), { recursive: true });
    const format = file.endsWith(".csv") ? "format csv, header" : "format json";
    await this.#connection.run(`copy (${select}) to ${quoteText(path)} (${format})`);
  }

  #accounts(date: string): string {
    return `
      select
          'C' || i as customer_id,
          'Company ' || i as company,
          'company' || i || '.example' as website,
          case when chance(i, 'segment') < 0.1 then 'Enterprise' when chance(i, 'segment') < 0.4 then 'Mid' else 'Small' end as segment,
          case when chance(i, 'region') < 0.5 then 'EMEA' else 'Americas' end as region,
          'CSM ' || cast(floor(chance(i, 'owner') * 12) as integer) as owner,
          'csm' || cast(floor(chance(i, 'owner') * 12) as integer) || '@example.com' as owner_email,
          strftime(date '${this.#company.firstDay}' - cast(floor(chance(i, 'age') * 900) as integer), '%d/%m/%Y') as signup,
          case when chance(i, 'channel') < 0.6 then 'search' else 'partner' end as acquisition_channel
      from range(${this.#company.accounts}) as t(i)
      where date '${date}' >= date '${this.#company.firstDay}'`;
  }

  /** Three people an account, of whom the first is its champion; one in two hundred has left. */
  #contacts(date: string, day: number): string {
    const changed = day === 0 ? "true" : `chance(i * 3 + p, 'contact ${date}') < 0.003`;
    return `
      select
          'P' || i || '-' || p as id,
          'C' || i as account,
          case p when 0 then 'head of operations' when 1 then 'administrator' else 'user' end as role,
          p = 0 as is_champion,
          case when ${day} > 0 and chance(i * 3 + p, 'left ${date}') < 0.2 then date '${date}' end as left_on,
          'Person ' || i || '-' || p as name,
          'person' || p || '@company' || i || '.example' as email,
          '${date}T22:00:00Z' as updated_at
      from range(${this.#company.accounts}) as t(i)
      cross join range(3) as people(p)
      where ${changed}`;
  }

  #touchpoints(date: string, day: number): string {
    return `
      select
          'M' || i || '-' || met_on as id,
          'C' || i as account,
          case when chance(i, 'kind ' || met_on) < 0.5 then 'call' else 'review' end as kind,
          met_on || 'T14:00:00Z' as met_at,
          case when chance(i, 'kind ' || met_on) > 0.4
              then 1 + cast(floor(sqrt(chance(i, 'pulse ' || met_on)) * 5) as integer) end as pulse,
          'Spoke about the quarter ahead of account ' || i as note
      from (${this.#everyDay(date, day === 0 ? historyDays : 1, "met_on")}) as days
      where chance(i, 'touchpoint ' || met_on) < 0.02`;
  }

  #interventions(date: string): string {
    return `
      select 'A' || i || '-${date}' as id, 'C' || i as account, 'training' as kind, '${date}' as started_on
      from range(${this.#company.accounts}) as t(i)
      where chance(i, 'intervention ${date}') < 0.001`;
  }

  #rates(date: string): string {
    return `
      select 'EUR' as currency, '${date}' as day, 1.05 + chance(1, 'rate ${date}') / 10 as rate`;
  }

  #releases(date: string): string {
    return `
      select 'R-' || f as id, 'feature ' || f as feature, '${this.#company.firstDay}' as released_on
      from range(12) as t(f)
      where '${date}' = '${this.#company.firstDay}'`;
  }

  #everyDay(date: string, days: number, name: string): string {
    return `
          select i, date '${date}' - cast(back as integer) as ${name}
          from range(${this.#company.accounts}) as t(i)
          cross join range(${days}) as b(back)`;
  }

  #subscriptions(date: string, day: number): string {
    const changed = day === 0 ? "true" : `chance(i, 'changed ${date}') < 0.01`;
    return `
      select
          'S' || i as id,
          {'id': 'C' || i} as customer,
          case when chance(i, 'segment') < 0.1 then 'e' when chance(i, 'segment') < 0.4 then 't' else 's' end as plan,
          cast(round(2000 + chance(i, 'mrr') * 200000 * (1 + (chance(i, 'step ${date}') - 0.5) * ${day === 0 ? 0 : 0.4})) as bigint) as amount_cents,
          case when chance(i, 'region') < 0.2 then 'eur' else 'usd' end as currency,
          cast(3 + floor(chance(i, 'seats') * 40) as bigint) as quantity,
          epoch(date '${this.#company.firstDay}' - cast(floor(chance(i, 'age') * 900) as integer))::bigint as start_date,
          case when ${day} > 0 and chance(i, 'end ${date}') < 0.02 then epoch(date '${date}')::bigint end as ended_at,
          epoch(date '${this.#company.firstDay}' + cast(floor(chance(i, 'renewal') * 365) as integer))::bigint as current_period_end,
          epoch(date '${date}')::bigint as updated
      from range(${this.#company.accounts}) as t(i)
      where ${changed}`;
  }

  /** Each account is invoiced every 30 days, pays within 14 days mostly, sometimes late, seldom never. */
  #invoices(date: string, day: number): string {
    const since = day === 0 ? historyDays : 0;
    return `
      with issued as (
          select i, date '${date}' - cast(back as integer) as issued_on
          from range(${this.#company.accounts}) as t(i)
          cross join range(${since} + 60) as b(back)
          where (date_diff('day', date '2020-01-01', date '${date}' - cast(back as integer)) + i) % 30 = 0
      ),
      invoices as (
          select *, issued_on + cast(floor(chance(i, 'delay ' || issued_on) * 45) as integer) as paid_on
          from issued
      )
      select
          'I' || i || '-' || issued_on as id,
          {'id': 'C' || i} as customer,
          cast(round(2000 + chance(i, 'mrr') * 200000) as bigint) as amount_cents,
          case when chance(i, 'region') < 0.2 then 'eur' else 'usd' end as currency,
          epoch(issued_on)::bigint as created,
          epoch(issued_on + 30)::bigint as due_date,
          case when paid_on <= date '${date}' and chance(i, 'default ' || issued_on) > 0.01 then epoch(paid_on)::bigint end as paid_at,
          epoch(date '${date}')::bigint as updated
      from invoices
      where ${day} = 0 or issued_on = date '${date}' or paid_on = date '${date}'`;
  }

  #tickets(date: string, day: number): string {
    const since = day === 0 ? historyDays : 30;
    return `
      with opened as (
          select i, date '${date}' - cast(back as integer) as opened_on
          from range(${this.#company.accounts}) as t(i)
          cross join range(${since}) as b(back)
          where chance(i, 'ticket ' || (date '${date}' - cast(back as integer))) < 0.004
      ),
      tickets as (
          select *, opened_on + cast(floor(chance(i, 'solve ' || opened_on) * 30) as integer) as solved_on
          from opened
      )
      select
          'T' || i || '-' || opened_on as id,
          'C' || i as organization,
          opened_on || 'T09:30:00Z' as created_at,
          case when solved_on <= date '${date}' then solved_on || 'T16:00:00Z' end as solved_at,
          case when solved_on <= date '${date}' then 'solved' else 'open' end as status,
          case when chance(i, 'priority ' || opened_on) < 0.1 then 'urgent' else 'normal' end as priority,
          case when chance(i, 'reopened ' || opened_on) < 0.1 then 1 else 0 end as reopens,
          'Question ' || i || ' of ' || opened_on as subject,
          '${date}T23:00:00Z' as updated_at
      from tickets
      where ${day} = 0 or opened_on = date '${date}' or solved_on = date '${date}'`;
  }

  /** Every answer was asked for, and as many invitations went unanswered. */
  #invitations(date: string, day: number): string {
    return `
      select
          'N' || i || '-' || asked_on as id,
          'C' || i as account,
          case when chance(i, 'survey ' || asked_on) < 0.5 then 'nps' else 'csat' end as kind,
          'P' || i || '-' || cast(floor(chance(i, 'who ' || asked_on) * 3) as integer) as contact,
          asked_on || 'T08:00:00Z' as sent_at
      from (${this.#everyDay(date, day === 0 ? historyDays : 1, "asked_on")}) as days
      where chance(i, 'answer ' || asked_on) < 0.006`;
  }

  #responses(date: string, day: number): string {
    const since = day === 0 ? historyDays : 1;
    return `
      select
          'R' || i || '-' || answered_on as response_id,
          'C' || i as account,
          case when chance(i, 'survey ' || answered_on) < 0.5 then 'nps' else 'csat' end as kind,
          case when chance(i, 'survey ' || answered_on) < 0.5
              then cast(floor(sqrt(chance(i, 'rating ' || answered_on)) * 11) as integer)
              else 1 + cast(floor(sqrt(chance(i, 'rating ' || answered_on)) * 5) as integer) end as rating,
          case when chance(i, 'survey ' || answered_on) < 0.5 then 10 else 5 end as out_of,
          'P' || i || '-' || cast(floor(chance(i, 'who ' || answered_on) * 3) as integer) as respondent,
          'T' || i || '-' || answered_on as ticket,
          'N' || i || '-' || answered_on as invitation,
          'It does what it should, mostly, says ' || i as comment,
          answered_on || 'T12:00:00Z' as answered_at
      from (${this.#everyDay(date, since, "answered_on")}) as days
      where chance(i, 'answer ' || answered_on) < 0.003`;
  }

  /** Some accounts use the product most days, some seldom, and some less and less. */
  #usage(date: string, day: number): string {
    const { accounts, usagePerDay } = this.#company;
    return `
      select
          '${date}-' || e as id,
          'C' || i as account,
          'U' || i || '-' || cast(floor(chance(e, 'user ${date}') * 8) as integer) as user,
          'feature ' || cast(floor(chance(e, 'feature ${date}') * 12) as integer) as feature,
          '${date}T' || lpad(cast(cast(8 + floor(chance(e, 'hour') * 10) as integer) as varchar), 2, '0') || ':15:00Z' as at,
          1 + cast(floor(chance(e, 'count ${date}') * 5) as integer) as count
      from (
          select e, cast(floor(pow(chance(e, 'account ${date}'), 1.5) * ${accounts}) as bigint) as i
          from range(${usagePerDay}) as t(e)
      ) as events
      where not (chance(i, 'fading') < 0.05 and chance(i, 'last day') * 90 < ${day})`;
  }
}
