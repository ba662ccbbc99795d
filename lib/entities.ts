import type { ColumnType } from "./models/model.ts";
import { invoiceStatus, subscriptionStatus } from "./words/billing.ts";
import { billingInterval } from "./words/intervals.ts";
import { surveyKind } from "./words/surveys.ts";
import { priority, ticketStatus } from "./words/tickets.ts";
import { meaningsOf, type Vocabulary } from "./words/vocabulary.ts";

/** One field an export can be mapped to. */
export interface EntityField {
  readonly name: string;
  readonly type: ColumnType;
  /** The entity cannot exist without it: a row where it is missing or invalid is rejected. */
  readonly isRequired: boolean;
  /** It must be mapped, but a record whose cell is empty counts: for no account. */
  readonly mayBeEmpty?: true;
  /** An empty cell means a default. An invalid cell does not: its row is rejected. */
  readonly hasDefault?: true;
  readonly comment: string;
  /** The first day on which something is over; a mapping may declare that its source has the last day instead. */
  readonly isEnd?: true;
  /** The record begins on this day, or at this time: before it, there is no record. */
  readonly isBegin?: true;
  /** A date that may be known before it comes; any other date is known only once it has come. */
  readonly isAhead?: true;
  /** The record reports what has happened: a date after its landing is a mistake, and rejects the row. */
  readonly hasHappened?: true;
  /** If the record has an array at the path, the text of the array is the value. */
  readonly isList?: true;
  /** A value outside these bounds is treated as unreadable. */
  readonly bounds?: Bounds;
  /** A value that other cells of its row rule out is treated as unreadable. */
  readonly ruledOut?: RuledOut;
  /** The known words of a field with a fixed set of values, including the vendors' words; an unknown word is unreadable. */
  readonly words?: Vocabulary;
  /**
   * Read without a mapping: if the word at this path has one of these meanings, it counts, because the word is
   * unambiguous and missing it would be costly.
   */
  readonly unmapped?: { readonly path: string; readonly meanings: readonly string[] };
  /** Free text, whose lines are kept as they are. */
  readonly isProse?: true;
  /** The only table that holds this field, which is personal or free text. */
  readonly heldIn?: "people" | "comments";
}

/** The range of valid numbers: above `moreThan`, or from `from`, up to `to`. */
export interface Bounds {
  readonly moreThan?: number;
  readonly from?: number;
  readonly to?: number;
}

export interface RuledOut {
  /** An SQL condition over the fields of the entity; where it is null, the value stands. */
  readonly when: string;
  readonly reason: string;
}

/**
 * What a stream can provide. Records of a `state` entity change; the latest version by `key` counts. `events` happen
 * once and are only ever added.
 */
export interface Entity {
  readonly name: EntityName;
  readonly kind: "state" | "events";
  /** The field that identifies a record within its source. */
  readonly key: string;
  /** Fields that together identify a record, joined by colons, when the source gives it no key. */
  readonly keyParts?: readonly string[];
  readonly fields: readonly EntityField[];
}

export const entityNames = [
  "accounts",
  "account_links",
  "subscriptions",
  "invoices",
  "tickets",
  "survey_invitations",
  "survey_responses",
  "touchpoints",
  "contacts",
  "feature_releases",
  "interventions",
  "overrides",
  "exchange_rates",
  "usage",
] as const;

export type EntityName = (typeof entityNames)[number];

const required = (name: string, type: ColumnType, comment: string): EntityField => ({
  name,
  type,
  isRequired: true,
  comment,
});
const optional = (name: string, type: ColumnType, comment: string): EntityField => ({
  name,
  type,
  isRequired: false,
  comment,
});
const begin = (name: string, type: "date" | "timestamp(3)", comment: string): EntityField => ({
  ...required(name, type, comment),
  isBegin: true,
});
const happened = (field: EntityField): EntityField => ({ ...field, hasHappened: true });
const ahead = (field: EntityField): EntityField => ({ ...field, isAhead: true });
const end = (name: string, comment: string): EntityField => ({
  ...optional(name, "date", comment),
  isEnd: true,
});
/**
 * Larger numbers mean "unlimited" or are mistakes. Within these bounds the sum of a billion rows still fits a bigint,
 * and the sum of a million accounts fits an amount.
 */
const count: Bounds = { from: 0, to: 1_000_000_000 };
const money: Bounds = { from: -1_000_000_000_000, to: 1_000_000_000_000 };
const ratio: Bounds = { from: -1_000_000_000, to: 1_000_000_000 };
const within = (bounds: Bounds, field: EntityField): EntityField => ({ ...field, bounds });

/** Without a scale of the source, NPS is asked from 0 to 10, and CSAT up to 5. */
const offScale: RuledOut = {
  when:
    "score < 0 and survey in ('nps', 'csat', 'enps') or score > coalesce(case when scale_max > 0 then scale_max end, " +
    "case when survey in ('nps', 'enps') then 10 when survey = 'csat' then 5 end)",
  reason: "off its scale",
};

const personal = (heldIn: "people" | "comments", name: string, comment: string): EntityField => ({
  ...optional(name, "varchar", comment),
  heldIn,
  ...(heldIn === "comments" ? { isProse: true } : {}),
});
/** A field with a fixed set of words. */
const worded = (field: EntityField, words: Vocabulary): EntityField => ({
  ...field,
  comment: [field.comment, meaningsOf(words).join(", ")].filter((part) => part !== "").join(": "),
  words,
});

const accountKey = required("account_id", "varchar", "the account's id in this source");
/** The account of people who may be nobody's customers. Revenue and use without an owner are mistakes instead. */
const accountOrNobody: EntityField = {
  ...accountKey,
  mayBeEmpty: true,
  comment: `${accountKey.comment}; a record without one counts for no account, as unmatched`,
};
const updatedAt = optional(
  "updated_at",
  "timestamp(3)",
  "when the source last changed the row; the latest wins",
);

export const entities: Readonly<Record<EntityName, Entity>> = {
  accounts: {
    name: "accounts",
    kind: "state",
    key: "account_id",
    fields: [
      accountKey,
      optional("name", "varchar", "the company's name"),
      optional("domain", "varchar", "its internet domain; matches accounts between sources"),
      optional("parent_account_id", "varchar", "the parent account's id in this source"),
      optional("merged_into", "varchar", "the id in this source of the account that it was merged into"),
      {
        ...optional(
          "merged_ids",
          "varchar",
          "the ids of accounts merged into it: 1;2 or 1,2 or a JSON array",
        ),
        isList: true,
      },
      optional("segment", "varchar", "the market segment, such as Enterprise"),
      optional("plan", "varchar", "the plan, used when no subscription has one"),
      optional("industry", "varchar", "its industry"),
      optional("region", "varchar", "its region"),
      optional("owner", "varchar", "the person responsible for the account"),
      optional("owner_email", "varchar", "the owner's email address"),
      optional("customer_since", "date", "the day the account became a customer"),
      optional("notice_on", "date", "the day the account gave notice"),
      end("churned_on", "the day the account stopped being a customer"),
      optional("churn_reason", "varchar", "the reason for churn, in the source's words"),
      within(count, optional("employees", "bigint", "the number of employees")),
      optional("is_internal", "boolean", "true for test and internal accounts, which are not scored"),
      optional("source_url", "varchar", "link to the account in the source"),
      updatedAt,
    ],
  },
  account_links: {
    name: "account_links",
    kind: "state",
    key: "account_link_id",
    keyParts: ["other_source", "other_account_id"],
    fields: [
      optional("account_link_id", "varchar", "the link; <other_source>:<other_account_id> when it has no id"),
      required("other_source", "varchar", "the source of the linked key"),
      required("other_account_id", "varchar", "the account's id in that source"),
      required("account_id", "varchar", "the account's id in the first accounts source"),
      updatedAt,
    ],
  },
  subscriptions: {
    name: "subscriptions",
    kind: "state",
    key: "subscription_id",
    fields: [
      required("subscription_id", "varchar", "the subscription"),
      accountKey,
      optional("plan", "varchar", "the plan"),
      {
        ...worded(optional("status", "varchar", ""), subscriptionStatus),
        unmapped: { path: "status", meanings: ["trialing"] },
      },
      within(
        money,
        optional("amount", "decimal(28,10)", "the price of one unit for one interval, in its own currency"),
      ),
      worded(optional("interval", "varchar", "the interval that the amount pays for"), billingInterval),
      within(
        { from: 1, to: 1000 },
        optional(
          "interval_count",
          "bigint",
          "the number of intervals that the amount pays for; 1 when empty",
        ),
      ),
      within(
        { from: 0, to: 1e12 },
        optional("quantity", "decimal(28,10)", "the number of units; 1 when empty"),
      ),
      within(
        money,
        optional(
          "arr",
          "decimal(28,10)",
          "annual recurring revenue in its own currency, instead of an amount",
        ),
      ),
      within(
        money,
        optional(
          "mrr",
          "decimal(28,10)",
          "monthly recurring revenue in its own currency, instead of an amount",
        ),
      ),
      optional(
        "currency",
        "varchar",
        "the currency of the price; the reporting currency when the source has none",
      ),
      within(count, optional("seats", "bigint", "the number of people who may use the product")),
      begin("started_on", "date", "the first day of the subscription"),
      ahead(end("trial_ends_on", "the first day after the trial")),
      ahead(end("ended_on", "the first day on which the subscription no longer runs")),
      optional("cancel_notice_on", "date", "the day on which the cancellation was announced"),
      ahead(end("renewal_on", "the day on which the current term ends")),
      updatedAt,
    ],
  },
  invoices: {
    name: "invoices",
    kind: "state",
    key: "invoice_id",
    fields: [
      required("invoice_id", "varchar", "the invoice"),
      accountKey,
      within(money, required("amount", "decimal(18,2)", "the invoiced amount, in its own currency")),
      optional(
        "currency",
        "varchar",
        "the currency of the amount; the reporting currency when the source has none",
      ),
      begin("issued_on", "date", "the day it was issued"),
      ahead(optional("due_on", "date", "the due date; the issue date when the source has none")),
      optional("paid_on", "date", "the day it was paid in full"),
      within(
        money,
        optional("balance", "decimal(18,2)", "the unpaid amount, in its own currency; 0 once it is paid"),
      ),
      within(
        money,
        optional("amount_paid", "decimal(18,2)", "the amount paid or credited, when there is no balance"),
      ),
      worded(optional("status", "varchar", ""), invoiceStatus),
      updatedAt,
    ],
  },
  tickets: {
    name: "tickets",
    kind: "state",
    key: "ticket_id",
    fields: [
      required("ticket_id", "varchar", "the ticket"),
      accountOrNobody,
      happened(begin("created_at", "timestamp(3)", "when the ticket was opened")),
      optional("solved_at", "timestamp(3)", "when the ticket was solved"),
      worded(optional("status", "varchar", ""), ticketStatus),
      worded(optional("priority", "varchar", ""), priority),
      optional("channel", "varchar", "the channel through which the ticket came in"),
      within(
        count,
        optional("reopens", "bigint", "how often the ticket was reopened after it had been solved"),
      ),
      optional("contact_id", "varchar", "the contact who opened the ticket"),
      personal("comments", "subject", "the subject of the ticket"),
      updatedAt,
    ],
  },
  survey_invitations: {
    name: "survey_invitations",
    kind: "state",
    key: "invitation_id",
    fields: [
      required("invitation_id", "varchar", "the invitation"),
      accountOrNobody,
      worded(required("survey", "varchar", "the kind of survey"), surveyKind),
      optional("contact_id", "varchar", "the contact who was invited"),
      begin("sent_at", "timestamp(3)", "when it was sent"),
      updatedAt,
    ],
  },
  survey_responses: {
    name: "survey_responses",
    kind: "state",
    key: "response_id",
    fields: [
      required("response_id", "varchar", "the response"),
      accountOrNobody,
      worded(required("survey", "varchar", "the kind of survey"), surveyKind),
      { ...within(ratio, required("score", "double", "the rating")), ruledOut: offScale },
      within(
        { moreThan: 0, to: 1_000_000_000 },
        optional(
          "scale_max",
          "double",
          "the best rating of the scale: 10 for NPS, often 5 for CSAT; when empty, these are assumed",
        ),
      ),
      optional("contact_id", "varchar", "the contact who responded"),
      optional("ticket_id", "varchar", "the ticket that the response is about"),
      optional("invitation_id", "varchar", "the invitation that the response answers"),
      happened(begin("responded_at", "timestamp(3)", "when the response was given")),
      personal("comments", "comment", "the comment given with the rating"),
      updatedAt,
    ],
  },
  touchpoints: {
    name: "touchpoints",
    kind: "state",
    key: "touchpoint_id",
    fields: [
      required("touchpoint_id", "varchar", "the touchpoint"),
      accountOrNobody,
      begin("occurred_at", "timestamp(3)", "when it took place"),
      optional("kind", "varchar", "call, meeting, email, review, or another word of the source"),
      optional("owner", "varchar", "the member of customer success who took part"),
      optional("contact_id", "varchar", "the contact who took part"),
      {
        ...optional(
          "pulse",
          "double",
          "customer success's rating of the account at the time, 1 to 5, 5 is best",
        ),
        bounds: { from: 1, to: 5 },
      },
      ahead(end("pulse_expires_on", "the first day on which the pulse no longer counts")),
      personal("comments", "note", "the note"),
      updatedAt,
    ],
  },
  contacts: {
    name: "contacts",
    kind: "state",
    key: "contact_id",
    fields: [
      required("contact_id", "varchar", "the contact"),
      accountOrNobody,
      optional("role", "varchar", "the contact's role"),
      optional("is_champion", "boolean", "true for a champion of the product"),
      end("left_on", "the first day on which the contact had left"),
      personal("people", "name", "the contact's name"),
      personal("people", "email", "the contact's email address"),
      updatedAt,
    ],
  },
  feature_releases: {
    name: "feature_releases",
    kind: "state",
    key: "release_id",
    fields: [
      required("release_id", "varchar", "the release"),
      required("feature", "varchar", "the feature, by its name in usage"),
      optional("name", "varchar", "the name of the release"),
      begin("released_on", "date", "the first day on which the feature was available"),
      updatedAt,
    ],
  },
  interventions: {
    name: "interventions",
    kind: "state",
    key: "intervention_id",
    fields: [
      required("intervention_id", "varchar", "the intervention"),
      accountKey,
      begin("started_on", "date", "the day the intervention started"),
      end("ended_on", "the day the intervention ended"),
      optional("kind", "varchar", "training, discount, executive call, or another word of the source"),
      optional("owner", "varchar", "the person responsible for the intervention"),
      optional("alert_id", "varchar", "the alert that the intervention responds to"),
      optional("outcome", "varchar", "the outcome, in a word of the source"),
      personal("comments", "note", "the note"),
      updatedAt,
    ],
  },
  overrides: {
    name: "overrides",
    kind: "state",
    key: "override_id",
    keyParts: ["account_id", "set_at"],
    fields: [
      optional("override_id", "varchar", "the override; by default, its account and its time"),
      accountKey,
      begin("set_at", "timestamp(3)", "when it was set"),
      within({ from: 0, to: 100 }, required("score", "double", "the score that it sets, 0 to 100")),
      required("reason", "varchar", "why"),
      required("author", "varchar", "who set it"),
      ahead({ ...required("expires_on", "date", "the first day on which it no longer counts"), isEnd: true }),
      optional("is_withdrawn", "boolean", "true: the account has no override from here on"),
      updatedAt,
    ],
  },
  exchange_rates: {
    name: "exchange_rates",
    kind: "state",
    key: "exchange_rate_id",
    keyParts: ["currency", "rate_on"],
    fields: [
      optional("exchange_rate_id", "varchar", "the rate; <currency>:<rate_on> when it has no id"),
      required("currency", "varchar", "the currency code, such as EUR"),
      begin("rate_on", "date", "the first day on which the rate applies, until the next one"),
      {
        ...required("rate", "double", "the value of one unit of the currency in the reporting currency"),
        bounds: { moreThan: 0, to: 1_000_000_000_000 },
      },
      updatedAt,
    ],
  },
  usage: {
    name: "usage",
    kind: "events",
    key: "event_id",
    fields: [
      optional(
        "event_id",
        "varchar",
        "the event; without an id, equal rows are distinguished by their number",
      ),
      accountKey,
      optional("user_id", "varchar", "the user"),
      optional("feature", "varchar", "the feature that was used"),
      happened(begin("occurred_at", "timestamp(3)", "when it happened")),
      {
        ...optional("events", "bigint", "the number of uses that the row stands for; 1 when empty"),
        bounds: count,
        hasDefault: true,
      },
      within(count, optional("minutes", "double", "the minutes of use")),
    ],
  },
};
