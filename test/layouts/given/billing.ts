/** Objects of the APIs of Chargebee, Recurly and Zuora, for the companies of hubspot.ts. */
const at = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 1000;

export const chargebeeCustomers = [
  ["cb_aldgate", "Aldgate Ltd", "billing@aldgate.example"],
  ["cb_brackley", "Brackley GmbH", "rechnung@brackley.example"],
  ["cb_corby", "Corby SA", "compta@corby.example"],
].map(([id, company, email]) => ({
  ...{ id, company, email, auto_collection: "on", net_term_days: 30, object: "customer", deleted: false },
  ...{ created_at: at("2025-01-15"), updated_at: at("2026-01-15"), billing_address: { country: "GB" } },
}));

const chargebee = {
  ...{ object: "subscription", billing_period: 1, billing_period_unit: "month", deleted: false },
  ...{ created_at: at("2025-02-01"), started_at: at("2025-02-01"), updated_at: at("2026-03-01") },
  ...{ current_term_end: at("2026-04-01"), cancelled_at: null, trial_end: null },
};
export const chargebeeSubscriptions = [
  {
    ...{ ...chargebee, id: "cbs_1", customer_id: "cb_aldgate", status: "active" },
    ...{
      currency_code: "USD",
      mrr: 120050,
      subscription_items: [{ item_price_id: "team-USD", quantity: 12 }],
    },
  },
  {
    ...{ ...chargebee, id: "cbs_2", customer_id: "cb_brackley", status: "non_renewing" },
    ...{ currency_code: "JPY", mrr: 98000, subscription_items: [{ item_price_id: "pro-JPY", quantity: 3 }] },
    ...{ cancelled_at: at("2026-06-01"), cancel_schedule_created_at: at("2026-03-10") },
  },
  {
    ...{ ...chargebee, id: "cbs_3", customer_id: "cb_corby", status: "cancelled" },
    ...{ currency_code: "USD", mrr: 0, subscription_items: [{ item_price_id: "team-USD", quantity: 5 }] },
    ...{ cancelled_at: at("2026-02-15") },
  },
];

const chargebeeInvoice = {
  ...{ object: "invoice", currency_code: "USD", deleted: false, updated_at: at("2026-03-20") },
  ...{ date: at("2026-02-01"), due_date: at("2026-03-03"), paid_at: null },
};
export const chargebeeInvoices = [
  {
    ...{ ...chargebeeInvoice, id: "cbi_1", customer_id: "cb_aldgate", status: "paid" },
    ...{ total: 120050, amount_due: 0, amount_paid: 120050, paid_at: at("2026-02-02") },
  },
  {
    ...{ ...chargebeeInvoice, id: "cbi_2", customer_id: "cb_brackley", status: "payment_due" },
    ...{ total: 98000, amount_due: 98000, amount_paid: 0, currency_code: "JPY" },
  },
  {
    ...{ ...chargebeeInvoice, id: "cbi_3", customer_id: "cb_corby", status: "not_paid" },
    ...{ total: 6000, amount_due: 2500, amount_paid: 3500 },
  },
];

export const recurlyAccounts = [
  ["rec_aldgate", "9001001", "Aldgate Ltd", "billing@aldgate.example"],
  ["rec_brackley", "9001002", "Brackley GmbH", "rechnung@brackley.example"],
  ["rec_corby", "9001003", "Corby SA", "compta@corby.example"],
].map(([id, code, company, email]) => ({
  ...{ id, object: "account", code, company, email, bill_to: "self", state: "active", deleted_at: null },
  ...{ hosted_login_token: "x", created_at: "2025-01-15T08:00:00Z", updated_at: "2026-01-15T08:00:00Z" },
}));

const recurly = (id: string, further: object) => ({
  ...{ id, object: "subscription", uuid: `${id}0123456789`, state: "active", currency: "USD", quantity: 1 },
  ...{ plan: { id: "p1", code: "gold", name: "Gold" }, unit_amount: 99, add_ons_total: 0, subtotal: 99 },
  ...{
    created_at: "2025-03-10T08:00:00Z",
    activated_at: "2025-03-10T08:00:00Z",
    updated_at: "2026-03-10T08:00:00Z",
  },
  ...{ current_period_started_at: "2026-03-10T08:00:00Z", current_period_ends_at: "2026-04-10T08:00:00Z" },
  ...{
    current_term_ends_at: "2026-04-10T08:00:00Z",
    canceled_at: null,
    expires_at: null,
    trial_ends_at: null,
  },
  ...further,
});
export const recurlySubscriptions = [
  recurly("rs_1", { account: { id: "rec_aldgate" }, quantity: 2, subtotal: 250.5 }),
  recurly("rs_2", {
    ...{ account: { id: "rec_brackley" }, subtotal: 1200, current_term_ends_at: "2027-03-10T08:00:00Z" },
    ...{ current_period_ends_at: "2027-03-10T08:00:00Z" },
  }),
  recurly("rs_3", {
    ...{ account: { id: "rec_corby" }, state: "canceled", canceled_at: "2026-03-12T10:00:00Z" },
    ...{ expires_at: "2026-04-10T08:00:00Z" },
  }),
];

const recurlyInvoice = (id: string, further: object) => ({
  ...{ id, object: "invoice", number: id, type: "charge", collection_method: "automatic", currency: "USD" },
  ...{
    created_at: "2026-03-10T08:00:00Z",
    due_at: "2026-03-10T08:00:00Z",
    updated_at: "2026-03-20T08:00:00Z",
  },
  ...{ closed_at: null, ...further },
});
export const recurlyInvoices = [
  recurlyInvoice("ri_1", {
    ...{ account: { id: "rec_aldgate" }, state: "paid", total: 250.5, balance: 0 },
    ...{ closed_at: "2026-03-11T09:00:00Z" },
  }),
  recurlyInvoice("ri_2", { account: { id: "rec_brackley" }, state: "past_due", total: 1200, balance: 1200 }),
  recurlyInvoice("ri_3", {
    account: { id: "rec_corby" },
    type: "credit",
    state: "open",
    total: -20,
    balance: -20,
  }),
];

/** Rows of Zuora's export queries, as CSV has them. */
export const zuoraAccounts = [
  ["2c92a0f1", "A001", "Aldgate Ltd", "USD", "9001001"],
  ["2c92a0f2", "A002", "Brackley GmbH", "EUR", "9001002"],
  ["2c92a0f3", "A003", "Corby SA", "EUR", "9001003"],
].map(([Id, AccountNumber, Name, Currency, CrmId]) => ({
  ...{ Id, AccountNumber, Name, Currency, BillCycleDay: "1", CrmId, ParentId: "" },
  UpdatedDate: "2026-01-15T08:00:00.000+00:00",
}));

const charge = (ChargeNumber: string, account: string, further: object) => ({
  "Account.Currency": account === "2c92a0f1" ? "USD" : "EUR",
  ...{ Id: `${ChargeNumber}-2`, ChargeNumber, ChargeType: "Recurring", "Account.Id": account, Name: "Seats" },
  ...{ MRR: "100", Quantity: "10", EffectiveStartDate: "2025-07-01", EffectiveEndDate: "2026-07-01" },
  ...{ IsLastSegment: "true", UpdatedDate: "2025-07-01T08:00:00.000+00:00", ...further },
});
export const zuoraCharges = [
  charge("C-1", "2c92a0f1", { MRR: "412.5" }),
  charge("C-2", "2c92a0f2", { MRR: "80" }),
  charge("C-2", "2c92a0f2", { Id: "C-2-3", MRR: "96", UpdatedDate: "2026-02-01T08:00:00.000+00:00" }),
  charge("C-3", "2c92a0f3", { ChargeType: "Usage", MRR: "" }),
];

const zuoraInvoice = (Id: string, AccountId: string, further: object) => ({
  ...{ Id, AccountId, InvoiceNumber: `INV-${Id}`, InvoiceDate: "2026-03-01", DueDate: "2026-03-31" },
  ...{ Status: "Posted", UpdatedDate: "2026-03-05T08:00:00.000+00:00", ...further },
});
export const zuoraInvoices = [
  zuoraInvoice("zi1", "2c92a0f1", { Amount: "412.5", Balance: "0" }),
  zuoraInvoice("zi2", "2c92a0f2", { Amount: "96", Balance: "96" }),
  zuoraInvoice("zi3", "2c92a0f3", { Amount: "50", Balance: "50", Status: "Draft" }),
];
