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
  /** The entity cannot exist without it: a row that does not say it, or says it wrongly, is a reject. */
  readonly isRequired: boolean;
  /** Empty, it stands for a default, which no cell that is wrong may pass for: its row is a reject. */
  readonly hasDefault?: true;
  readonly comment: string;
  /** The first day on which something is over: a mapping may say that its source gives the last day instead. */
  readonly isEnd?: true;
  /** Where a record has an array at its path, its text is the value. */
  readonly isList?: true;
  /** A value outside of these cannot be meant. */
  readonly bounds?: Bounds;
  /** Where few words are meant: what the vendors' words stand for. An unknown one is no value. */
  readonly words?: Vocabulary;
  /**
   * What a record says of it by itself, where no mapping does: the meanings of a word at this path that are too dear to
   * miss, and that nothing else is meant by.
   */
  readonly unmapped?: { readonly path: string; readonly meanings: readonly string[] };
  /** The table that holds a field about a person, or in a person's own words; no other table does. */
  readonly heldIn?: "people" | "comments";
}

/** Numbers that a field can mean anything by: from `moreThan`, or `from`, up to `to`. */
export interface Bounds {
  readonly moreThan?: number;
  readonly from?: number;
  readonly to?: number;
}

/**
 * What a stream can bring. `state` entities are rows that change and are kept at their latest version, by
 * `key`; `events` happen once and are only ever added.
 */
export interface Entity {
  readonly name: EntityName;
  readonly kind: "state" | "events";
  /** The field that names a record within its source. */
  readonly key: string;
  /** Fields that name a record together, joined by colons, where the source gives it no key. */
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
const end = (name: string, comment: string): EntityField => ({
  ...optional(name, "date", comment),
  isEnd: true,
});
/**
 * Numbers beyond which nothing is meant but "unlimited", or a mistake: with them inside, a billion rows add up to
 * a bigint still, and a million accounts to an amount.
 */
const count: Bounds = { from: 0, to: 1_000_000_000 };
const money: Bounds = { from: -1_000_000_000_000, to: 1_000_000_000_000 };
const ratio: Bounds = { from: -1_000_000_000, to: 1_000_000_000 };
const within = (bounds: Bounds, field: EntityField): EntityField => ({ ...field, bounds });

const personal = (heldIn: "people" | "comments", name: string, comment: string): EntityField => ({
  ...optional(name, "varchar", comment),
  heldIn,
});
/** A field of few words; `comment` says what they are about. */
const worded = (field: EntityField, words: Vocabulary): EntityField => ({
  ...field,
  comment: [field.comment, meaningsOf(words).join(", ")].filter((part) => part !== "").join(": "),
  words,
});

const accountKey = required("account_id", "varchar", "the account, as this source names it");
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
      optional("domain", "varchar", "its internet domain, which matches accounts between sources"),
      optional("parent_account_id", "varchar", "the account above it, as this source names it"),
      optional("merged_into", "varchar", "the account it was merged into, as this source names it"),
      {
        ...optional(
          "merged_ids",
          "varchar",
          "the accounts that were merged into it: 1;2 or 1,2 or a JSON array",
        ),
        isList: true,
      },
      optional("segment", "varchar", "how the company divides its market, say Enterprise"),
      optional("plan", "varchar", "the plan it is on, where no subscription says so"),
      optional("industry", "varchar", "its industry"),
      optional("region", "varchar", "its region"),
      optional("owner", "varchar", "who looks after it"),
      optional("owner_email", "varchar", "the owner's address"),
      optional("customer_since", "date", "the day it became a customer"),
      optional("notice_on", "date", "the day it gave notice"),
      end("churned_on", "the day it stopped being a customer"),
      optional("churn_reason", "varchar", "why it left, in the source's words"),
      within(count, optional("employees", "bigint", "how many people it employs")),
      optional("is_internal", "boolean", "true for test and own accounts, which are not scored"),
      optional("source_url", "varchar", "where a person finds it in the source"),
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
      required("other_source", "varchar", "the source whose key this row explains"),
      required("other_account_id", "varchar", "the key, as that source names the account"),
      required("account_id", "varchar", "the account it belongs to, as the first accounts source names it"),
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
        optional("amount", "decimal(28,10)", "the price of one unit for one interval, in its currency"),
      ),
      worded(optional("interval", "varchar", "how long the amount pays for"), billingInterval),
      within(
        { from: 1, to: 1000 },
        optional("interval_count", "bigint", "how many intervals the amount pays for; 1 when it is empty"),
      ),
      within(
        { from: 0, to: 1e12 },
        optional("quantity", "decimal(28,10)", "how many units the amount is paid for; 1 when it is empty"),
      ),
      within(
        money,
        optional("arr", "decimal(28,10)", "what it brings a year, in its currency, instead of an amount"),
      ),
      within(
        money,
        optional("mrr", "decimal(28,10)", "what it brings a month, in its currency, instead of an amount"),
      ),
      optional(
        "currency",
        "varchar",
        "the currency of its price; the reporting currency when the source has none",
      ),
      within(count, optional("seats", "bigint", "how many people may use it")),
      required("started_on", "date", "its first day"),
      end("trial_ends_on", "the first day on which it is no trial any more"),
      end("ended_on", "the first day it no longer runs"),
      optional("cancel_notice_on", "date", "the day its end was announced"),
      end("renewal_on", "the day its current term ends"),
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
      within(money, required("amount", "decimal(18,2)", "what it asks for, in its currency")),
      optional(
        "currency",
        "varchar",
        "the currency of amount; the reporting currency when the source has none",
      ),
      required("issued_on", "date", "the day it was issued"),
      optional("due_on", "date", "the day it is due; the day of issue when the source has none"),
      optional("paid_on", "date", "the day it was paid in full"),
      within(
        money,
        optional(
          "balance",
          "decimal(18,2)",
          "what is still to be paid of it, in its currency; 0 once it is paid",
        ),
      ),
      within(
        money,
        optional(
          "amount_paid",
          "decimal(18,2)",
          "what of it has been paid or credited, where no balance says so",
        ),
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
      accountKey,
      required("created_at", "timestamp(3)", "when it was opened"),
      optional("solved_at", "timestamp(3)", "when it was solved"),
      worded(optional("status", "varchar", ""), ticketStatus),
      worded(optional("priority", "varchar", ""), priority),
      optional("channel", "varchar", "how it came in"),
      within(count, optional("reopens", "bigint", "how often it was opened again after it had been solved")),
      optional("contact_id", "varchar", "who asked"),
      personal("comments", "subject", "what it is about, in words"),
      updatedAt,
    ],
  },
  survey_invitations: {
    name: "survey_invitations",
    kind: "state",
    key: "invitation_id",
    fields: [
      required("invitation_id", "varchar", "the invitation"),
      accountKey,
      worded(required("survey", "varchar", "the kind of survey"), surveyKind),
      optional("contact_id", "varchar", "who was asked"),
      required("sent_at", "timestamp(3)", "when it was sent"),
      updatedAt,
    ],
  },
  survey_responses: {
    name: "survey_responses",
    kind: "state",
    key: "response_id",
    fields: [
      required("response_id", "varchar", "the response"),
      accountKey,
      worded(required("survey", "varchar", "the kind of survey"), surveyKind),
      within(ratio, required("score", "double", "the rating that was given")),
      within(
        ratio,
        optional("scale_max", "double", "the scale's best rating: 10 for NPS, 5 or another for CSAT"),
      ),
      optional("contact_id", "varchar", "who answered"),
      optional("ticket_id", "varchar", "the ticket it is about"),
      optional("invitation_id", "varchar", "the invitation it answers"),
      required("responded_at", "timestamp(3)", "when it was given"),
      personal("comments", "comment", "what was written beside the rating"),
      updatedAt,
    ],
  },
  touchpoints: {
    name: "touchpoints",
    kind: "state",
    key: "touchpoint_id",
    fields: [
      required("touchpoint_id", "varchar", "the touchpoint"),
      accountKey,
      required("occurred_at", "timestamp(3)", "when it took place"),
      optional("kind", "varchar", "call, meeting, email, review, or another of the source's words"),
      optional("owner", "varchar", "who of customer success took part"),
      optional("contact_id", "varchar", "who of the account took part"),
      {
        ...optional("pulse", "double", "how customer success felt about the account then, 1 to 5, 5 is best"),
        bounds: { from: 1, to: 5 },
      },
      end("pulse_expires_on", "the first day on which the pulse no longer counts"),
      personal("comments", "note", "what was written down"),
      updatedAt,
    ],
  },
  contacts: {
    name: "contacts",
    kind: "state",
    key: "contact_id",
    fields: [
      required("contact_id", "varchar", "the person"),
      accountKey,
      optional("role", "varchar", "what they do there"),
      optional("is_champion", "boolean", "true for one who speaks for the product at the account"),
      end("left_on", "the first day they were no longer there"),
      personal("people", "name", "their name"),
      personal("people", "email", "their address"),
      updatedAt,
    ],
  },
  feature_releases: {
    name: "feature_releases",
    kind: "state",
    key: "release_id",
    fields: [
      required("release_id", "varchar", "the release"),
      required("feature", "varchar", "the feature, as usage names it"),
      optional("name", "varchar", "what the release is called"),
      required("released_on", "date", "the first day on which it could be used"),
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
      required("started_on", "date", "the day it began"),
      end("ended_on", "the day it was over"),
      optional("kind", "varchar", "training, discount, executive call, or another of the source's words"),
      optional("owner", "varchar", "who took it on"),
      optional("alert_id", "varchar", "the alert it answers"),
      optional("outcome", "varchar", "how it ended, in one of the source's words"),
      personal("comments", "note", "what was written down"),
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
      required("currency", "varchar", "the code of the currency, such as EUR"),
      required("rate_on", "date", "the first day on which it holds, until the next"),
      {
        ...required("rate", "double", "what one unit of the currency is worth in the reporting currency"),
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
      optional("event_id", "varchar", "the event; without it, equal rows are told apart by their number"),
      accountKey,
      optional("user_id", "varchar", "who used it"),
      optional("feature", "varchar", "what was used"),
      required("occurred_at", "timestamp(3)", "when it happened"),
      {
        ...optional("events", "bigint", "how many uses the row stands for; 1 when it is empty"),
        bounds: count,
        hasDefault: true,
      },
      within(count, optional("minutes", "double", "how long it was used")),
    ],
  },
};
