export interface Blemish {
  /** Below exports/. */
  readonly files: string;
  /** How often, and of what. */
  readonly times: number;
  readonly unit: string;
  /** What a right reading makes of it. */
  readonly reading: string;
}

/** What is wrong with Marrowgate's exports, or only seems to be. README.md shows the list; a test counts each in the files. */
export const blemishes = {
  "byte order mark": {
    ...{ files: "salesforce/Account-2026-03-04.csv", times: 1, unit: "file" },
    reading: "the first column is still Id",
  },
  "Windows line ends": {
    ...{ files: "salesforce/Account-2026-03-11.csv", times: 1, unit: "file" },
    reading: "no carriage return in the last column",
  },
  "header in capitals": {
    ...{ files: "salesforce/Account-2026-04-15.csv", times: 1, unit: "file" },
    reading: "the same columns as the week before",
  },
  "rows exported twice": {
    ...{ files: "salesforce/Account-2026-05-13.csv", times: 7, unit: "rows" },
    reading: "each account once",
  },
  "a column that comes later": {
    ...{ files: "salesforce/Account-*.csv from 2026-06-03", times: 18, unit: "files" },
    reading: "no value before, no error",
  },
  "American dates in one file": {
    ...{ files: "salesforce/Account-2026-07-08.csv", times: 136, unit: "cells" },
    reading: "the dates of the week before, or none",
  },
  "spaces after a name": {
    ...{ files: "salesforce/Account-*.csv", times: 3, unit: "accounts" },
    reading: "the name without them",
  },
  "a line break in an address": {
    ...{ files: "salesforce/Account-*.csv", times: 4, unit: "accounts" },
    reading: "one row, not two",
  },
  "a free mail domain as website": {
    ...{ files: "salesforce/Account-*.csv", times: 2, unit: "accounts" },
    reading: "gmail.com names neither of them",
  },
  "test accounts": {
    ...{ files: "salesforce/Account-*.csv", times: 2, unit: "accounts" },
    reading: "internal: never scored",
  },
  "a merged account": {
    ...{ files: "salesforce/Account-2026-04-22.csv to -05-06.csv", times: 1, unit: "account" },
    reading: "what it had counts for the survivor, also once its row is purged",
  },
  "a deleted record": {
    ...{ files: "salesforce/Account-2026-02-18.csv to -03-03.csv", times: 1, unit: "account" },
    reading: "not an account any more",
  },
  "an empty file": {
    ...{ files: "stripe/*/subscriptions.ndjson and invoices.ndjson", times: 7, unit: "files" },
    reading: "nothing changed; the source is not silent",
  },
  "objects delivered twice": {
    ...{ files: "stripe/2026-02-10/invoices.ndjson", times: 3, unit: "invoices" },
    reading: "each invoice once",
  },
  "a line cut off": {
    ...{ files: "stripe/2026-03-10/invoices.ndjson", times: 1, unit: "line" },
    reading: "unreadable, and whole in the next night's file",
  },
  "a customer without a Salesforce Id": {
    ...{ files: "stripe/*/customers.ndjson", times: 2, unit: "customers" },
    reading: "matched by the domain of its email, or unmatched and counted",
  },
  "15 of the 18 characters of an Id in billing": {
    ...{ files: "stripe/*/customers.ndjson", times: 2, unit: "customers" },
    reading: "the account that the 18 characters begin with",
  },
  "an object of test mode": {
    ...{ files: "stripe/*/subscriptions.ndjson", times: 1, unit: "subscription" },
    reading: "no revenue",
  },
  "a renamed plan": {
    ...{ files: "stripe/*/subscriptions.ndjson from 2026-05-04", times: 1, unit: "plan" },
    reading: "the same price, so neither churn nor expansion",
  },
  "a refund": {
    ...{ files: "stripe/2026-03-19/invoices.ndjson", times: 1, unit: "invoice" },
    reading: "still paid; MRR is the same",
  },
  "a status that is rarely seen": {
    ...{ files: "stripe/*/subscriptions.ndjson from 2026-07-27", times: 1, unit: "subscription" },
    reading: "paused: not running, not churned",
  },
  "days without an export": {
    ...{ files: "zendesk/ from 2026-06-08 to 2026-06-14", times: 7, unit: "days" },
    reading: "held, not zero tickets",
  },
  "tickets exported again": {
    ...{ files: "zendesk/tickets-*-01.ndjson", times: 100, unit: "rows" },
    reading: "each ticket once",
  },
  "half a character": {
    ...{ files: "zendesk/tickets-*.ndjson", times: 2, unit: "tickets" },
    reading: "the ticket counts; its subject may lose the half",
  },
  "deleted tickets": {
    ...{ files: "zendesk/tickets-*.ndjson", times: 12, unit: "tickets" },
    reading: "no longer counted",
  },
  "tickets of nobody": {
    ...{ files: "zendesk/tickets-*.ndjson", times: 27, unit: "tickets" },
    reading: "unmatched and counted, no account's",
  },
  "a space after an external id": {
    ...{ files: "zendesk/organizations-*.ndjson", times: 1, unit: "organization" },
    reading: "the account without the space",
  },
  "15 of the 18 characters of an Id in the help desk": {
    ...{ files: "zendesk/organizations-*.ndjson", times: 2, unit: "organizations" },
    reading: "the account that the 18 characters begin with",
  },
  "events delivered twice": {
    ...{ files: "posthog/*.jsonl.gz", times: 55, unit: "events" },
    reading: "each uuid once",
  },
  "late events": {
    ...{ files: "posthog/*.jsonl.gz", times: 172, unit: "events" },
    reading: "use on the day of the event, one to five days before the file's",
  },
  "a clock a year ahead": {
    ...{ files: "posthog/*.jsonl.gz", times: 16, unit: "events" },
    reading: "no use on any day up to the last",
  },
  "an Id in lower case": {
    ...{ files: "posthog/2026-04-*.jsonl.gz", times: 98, unit: "events" },
    reading: "the same account: 18 characters do not need the case",
  },
  "events without a company": {
    ...{ files: "posthog/*.jsonl.gz", times: 405, unit: "events" },
    reading: "visitors: no account's",
  },
  "answers without an account Id": {
    ...{ files: "delighted/survey_responses_*.csv", times: 114, unit: "answers" },
    reading: "matched by the domain of the email; at gmail.com, nobody's",
  },
  "answers given anew": {
    ...{ files: "delighted/survey_responses_*.csv", times: 5, unit: "answers" },
    reading: "one answer, with the second score",
  },
  "a line break in a comment": {
    ...{ files: "delighted/survey_responses_*.csv", times: 69, unit: "answers" },
    reading: "one row, not two",
  },
  "a customer number such as 1001.0": {
    ...{ files: "customer-success/Touchpoints *.csv", times: 6, unit: "rows" },
    reading: "the account with the number 1001",
  },
  "a customer number of nobody": {
    ...{ files: "customer-success/Touchpoints *.csv", times: 1, unit: "row" },
    reading: "unmatched and counted",
  },
  "dates in two formats": {
    ...{ files: "customer-success/Touchpoints *.csv", times: 5, unit: "rows" },
    reading: "2026-05-14 among dates like 14/05/2026: read, or one lost cell each",
  },
  "a kind that nobody knows": {
    ...{ files: "customer-success/Touchpoints *.csv", times: 4, unit: "rows" },
    reading: "Coffee: a touchpoint of an unknown kind",
  },
  "a pulse that is no number": {
    ...{ files: "customer-success/Touchpoints *.csv", times: 3, unit: "rows" },
    reading: "?: no pulse",
  },
  "amounts with a currency sign": {
    ...{ files: "customer-success/Touchpoints *.csv", times: 57, unit: "rows" },
    reading: "1.250,00 € is 1250",
  },
  "empty rows at the end": {
    ...{ files: "customer-success/Touchpoints *.csv", times: 30, unit: "rows" },
    reading: "no touchpoints",
  },
  "a footer line": {
    ...{ files: "customer-success/Touchpoints *.csv", times: 10, unit: "rows" },
    reading: "no touchpoint",
  },
} as const satisfies Readonly<Record<string, Blemish>>;

export type BlemishName = keyof typeof blemishes;
