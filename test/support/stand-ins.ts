import { type Column, columnTypes } from "../../lib/models/model.ts";

const tables = {
  accounts:
    "account_id varchar, name varchar, domain varchar, parent_account_id varchar, segment varchar, plan varchar, " +
    "industry varchar, region varchar, lifecycle varchar, owner varchar, owner_email varchar, " +
    "customer_since date, notice_on date, churned_on date, churn_reason varchar, employees bigint, " +
    "mrr decimal(18,2), arr decimal(18,2), seats bigint, renewal_date date, days_to_renewal bigint, " +
    "source_url varchar, is_scored boolean",
  account_attributes: "account_id varchar, attribute varchar, value varchar",
  account_identity: "account_key varchar, source varchar, account_id varchar",
  usage_accounts: "account_key varchar, first_used_on date, last_used_on date",
  usage_account_days: "account_key varchar, usage_date date, events bigint, minutes double",
  source_freshness: "source varchar, stream varchar, entity varchar, status varchar",
  subscriptions:
    "subscription_id varchar, source varchar, account_id varchar, mrr decimal(18,2), started_on date, " +
    "ended_on date, is_active boolean",
  invoices:
    "invoice_id varchar, source varchar, account_id varchar, amount decimal(18,2), issued_on date, due_on date, " +
    "paid_on date, status varchar, is_overdue boolean, days_overdue bigint",
  tickets:
    "ticket_id varchar, source varchar, account_id varchar, created_at timestamp(3), solved_at timestamp(3), " +
    "status varchar, is_open boolean",
  survey_responses:
    "response_id varchar, source varchar, account_id varchar, survey varchar, score double, scale_max double, " +
    "contact_id varchar, ticket_id varchar, responded_at timestamp(3)",
};

export const standIns: Readonly<Record<string, readonly Column[]>> = Object.fromEntries(
  Object.entries(tables).map(([table, text]) => [table, text.split(/, (?=[a-z])/).map(columnOf)]),
);

function columnOf(text: string): Column {
  const [name = "", typeName = ""] = text.split(" ");
  const type = columnTypes.find((known) => known === typeName);
  if (type === undefined) throw new Error(`${typeName} is no type`);
  return { name, type, comment: "stands in" };
}
