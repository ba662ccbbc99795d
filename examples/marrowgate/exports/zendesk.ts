import type { Account } from "../model/account.ts";
import { type Day, dateOf, firstDay, isoSeconds, isWeekly, momentOf } from "../model/calendar.ts";
import { company } from "../model/company.ts";
import { allTickets, changesOf } from "../model/tickets.ts";
import { helpdeskSilence } from "../stories.ts";
import { type ExportFile, ndjson } from "./file.ts";
import { organizationId, site, ticketMetricObject, ticketObject } from "./zendesk-ticket.ts";

/**
 * A night's incremental export: tickets that changed since the one before, their metrics, which Zendesk has apart,
 * and once a week all organizations.
 */
export function zendeskFiles(on: Day): readonly ExportFile[] {
  if (on >= helpdeskSilence.from && on <= helpdeskSilence.through) return [];
  const since = on - 1 === helpdeskSilence.through ? helpdeskSilence.from : on;
  const tickets = allTickets.filter((ticket) => changesOf(ticket).some((of) => isIn(of, since, on)));
  const repeated = dateOf(on).endsWith("-01")
    ? allTickets.filter((each) => changesOf(each).includes(on - 1))
    : [];
  const all = [...repeated.filter((ticket) => !tickets.includes(ticket)), ...tickets];
  return [
    fileOf(
      "tickets",
      on,
      all.map((ticket) => ticketObject(ticket, on)),
    ),
    fileOf(
      "ticket_metrics",
      on,
      all.map((ticket) => ticketMetricObject(ticket, on)),
    ),
    ...(isWeekly(on) ? [fileOf("organizations", on, organizationsOn(on))] : []),
  ];
}

const isIn = (of: Day, since: Day, on: Day): boolean => of <= on && (of >= since || on === firstDay);

const fileOf = (name: string, on: Day, rows: readonly object[]): ExportFile => ({
  path: `exports/zendesk/${name}-${dateOf(on)}.ndjson`,
  content: ndjson(rows),
});

const organizationsOn = (on: Day): readonly object[] =>
  company
    .filter(({ type, createdOn }) => type === "Customer" && createdOn <= on)
    .map((account) => organizationObject(account));

/** Typed by hand into Zendesk: one with a blank at its end, two from the address of a page in Salesforce. */
const padded = 1066;
const shortIds: readonly number[] = [1071, 1094];

function externalId({ id, number }: Account): string {
  if (number === padded) return `${id} `;
  return shortIds.includes(number) ? id.slice(0, 15) : id;
}

function organizationObject(account: Account): object {
  const created = isoSeconds(momentOf(account.createdOn, 36_000));
  return {
    ...{ url: `${site}/organizations/${organizationId(account)}.json`, id: organizationId(account) },
    ...{
      name: account.name,
      shared_tickets: false,
      shared_comments: false,
      external_id: externalId(account),
    },
    ...{ created_at: created, updated_at: created, domain_names: [account.domain], details: "", notes: "" },
    ...{ group_id: null, tags: [], organization_fields: {}, deleted_at: null },
  };
}
