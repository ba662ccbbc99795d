import { z } from "zod";
import { quoteText } from "../warehouse/quote.ts";
import type { Row } from "../warehouse/warehouse.ts";

const Ticket = z.object({
  ticket_id: z.string(),
  priority: z.string().nullable(),
  opened_on: z.iso.date(),
  age_days: z.number(),
  /** Null when it is not kept, or erased; as is every text of a person. */
  subject: z.string().nullable(),
});
const Invoice = z.object({
  invoice_id: z.string(),
  issued_on: z.iso.date().nullable(),
  due_on: z.iso.date().nullable(),
  /** In the reporting currency; null without a rate. */
  amount_owed: z.coerce.number().nullable(),
  days_overdue: z.number().nullable(),
});
const Champion = z.object({ contact_id: z.string(), left_on: z.iso.date(), name: z.string().nullable() });
const Answer = z.object({
  survey: z.string(),
  score: z.number().nullable(),
  scale_max: z.number().nullable(),
  responded_on: z.iso.date(),
  comment: z.string().nullable(),
});
const Pulse = z.object({
  pulse: z.number(),
  owner: z.string().nullable(),
  rated_on: z.iso.date(),
  note: z.string().nullable(),
});

/** The facts behind the sentences of an account, as known on the day; names and comments as kept now. */
export interface Evidence {
  /** Open tickets, urgent ones first, then by age. */
  readonly tickets: readonly z.infer<typeof Ticket>[];
  readonly overdue_invoices: readonly z.infer<typeof Invoice>[];
  /** Champions that left since the earliest day that is told. */
  readonly champions_left: readonly z.infer<typeof Champion>[];
  /** Answers to surveys since that day, the newest first. */
  readonly answers: readonly z.infer<typeof Answer>[];
  /** The latest rating of customer success; null without one. */
  readonly pulse: z.infer<typeof Pulse> | null;
  /** The latest day with use; null when it is not known. */
  readonly last_use_on: string | null;
}

export interface EvidenceQuestion {
  readonly account_id: string;
  readonly asOfDate: string;
  /** The earliest day that is told. */
  readonly since: string;
  /** The measures of its scorecard, and those that its caps and floors read: facts behind others are left out. */
  readonly measures: ReadonlySet<string>;
  readonly read: (sql: string) => Promise<readonly Row[]>;
}

const ticketMeasures = ["urgent_open_tickets", "oldest_open_ticket_days"];
const answerMeasures = ["nps_rating_180d", "csat_90d", "days_since_detractor"];

export async function readEvidence(question: EvidenceQuestion): Promise<Omit<Evidence, "last_use_on">> {
  const { account_id, asOfDate, since, measures, read } = question;
  const own = (table: string) =>
    `${table}.as_of_date = date '${asOfDate}' and ${table}.account_id = ${quoteText(account_id)}`;
  const told = async <T>(of: readonly string[], row: z.ZodType<T>, sql: string): Promise<readonly T[]> =>
    of.some((measure) => measures.has(measure)) ? (await read(sql)).map((each) => row.parse(each)) : [];
  const [tickets, overdue_invoices, champions_left, answers, pulses] = await Promise.all([
    told(
      ticketMeasures,
      Ticket,
      `select tickets.ticket_id, tickets.priority, cast(tickets.created_at as date) as opened_on,
        date_diff('day', cast(tickets.created_at as date), date '${asOfDate}') as age_days,
        comments.comment as subject
      from tickets
      left join comments on comments.record_id = tickets.ticket_id and comments.source = tickets.source
        and comments.entity = 'tickets' and comments.field = 'subject'
      where ${own("tickets")} and tickets.is_open
      order by case when tickets.priority = 'urgent' then 0 else 1 end, tickets.created_at, tickets.ticket_id`,
    ),
    told(
      ["invoices_overdue_days"],
      Invoice,
      `select invoice_id, issued_on, due_on, amount_owed, days_overdue
      from invoices where ${own("invoices")} and is_overdue order by days_overdue desc, invoice_id`,
    ),
    told(
      ["champion_active"],
      Champion,
      `select contacts.contact_id, contacts.left_on, people.name
      from contacts
      left join people on people.contact_id = contacts.contact_id and people.source = contacts.source
      where ${own("contacts")} and contacts.is_champion
        and contacts.left_on > date '${since}' and contacts.left_on <= date '${asOfDate}'
      order by contacts.left_on desc, contacts.contact_id`,
    ),
    told(
      answerMeasures,
      Answer,
      `select survey_responses.survey, survey_responses.score, survey_responses.scale_max,
        cast(survey_responses.responded_at as date) as responded_on, comments.comment
      from survey_responses
      left join comments on comments.record_id = survey_responses.response_id
        and comments.source = survey_responses.source and comments.entity = 'survey_responses'
      where ${own("survey_responses")} and survey_responses.survey in ('nps', 'csat')
        and cast(survey_responses.responded_at as date) > date '${since}'
      order by survey_responses.responded_at desc, survey_responses.response_id`,
    ),
    told(
      ["csm_pulse"],
      Pulse,
      `select touchpoints.pulse, touchpoints.owner, cast(touchpoints.occurred_at as date) as rated_on,
        comments.comment as note
      from touchpoints
      left join comments on comments.record_id = touchpoints.touchpoint_id
        and comments.source = touchpoints.source and comments.entity = 'touchpoints'
      where ${own("touchpoints")} and touchpoints.pulse is not null
      order by touchpoints.occurred_at desc, touchpoints.touchpoint_id limit 1`,
    ),
  ]);
  return { tickets, overdue_invoices, champions_left, answers, pulse: pulses[0] ?? null };
}
