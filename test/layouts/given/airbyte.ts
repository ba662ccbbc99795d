/** Records as Airbyte's sources give them, for three accounts of Salesforce. */
const at = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 1000;
const ids = ["0015g00000A1b2CAAR", "0015g00000A1b2DAAR", "0015g00000A1b2EAAR"] as const;

export const salesforceAccounts = [
  ["Aldgate Ltd", "https://aldgate.example", 120, false],
  ["Brackley GmbH", "brackley.example", null, false],
  ["Corby SA", "corby.example", 35, true],
].map(([Name, Website, NumberOfEmployees, IsDeleted], index) => ({
  ...{ Id: ids[index], IsDeleted, MasterRecordId: null, Name, Website, NumberOfEmployees, ParentId: null },
  ...{ OwnerId: "0055g000001AbcDAAS", Industry: "Construction", BillingCountry: "United Kingdom" },
  ...{ CreatedDate: "2025-01-10T09:00:00.000+0000", SystemModstamp: "2026-03-01T10:00:00.000+0000" },
}));

export const stripeCustomers = ids.map((id, index) => ({
  ...{ id: `cus_${index}`, object: "customer", name: `Customer ${index}`, email: null, livemode: true },
  ...{ invoice_prefix: `P${index}`, created: at("2025-01-15"), metadata: { salesforce_id: id } },
}));

const subscription = (id: string, customer: string, cents: number, further: object = {}) => ({
  ...{ id, object: "subscription", customer, status: "active", currency: "usd", livemode: true },
  ...{
    start_date: at("2025-02-01"),
    current_period_end: at("2026-04-01"),
    ended_at: null,
    canceled_at: null,
  },
  items: {
    object: "list",
    data: [
      {
        ...{ id: `si_${id}`, quantity: 3 },
        price: {
          ...{ id: "price_1", nickname: "Team", unit_amount: cents, product: "prod_1" },
          recurring: { interval: "month", interval_count: 1 },
        },
      },
    ],
  },
  ...further,
});
export const stripeSubscriptions = [
  subscription("sub_1", "cus_0", 2000),
  subscription("sub_2", "cus_1", 4550),
  subscription("sub_3", "cus_2", 2000, { status: "canceled", ended_at: at("2026-02-01") }),
];

export const zendeskTickets = [
  ["Cannot log in", "open", "high", "2026-03-20T08:15:00Z"],
  ["Invoice copy", "solved", "low", "2026-02-01T10:00:00Z"],
  ["Export fails", "pending", null, "2026-03-25T14:00:00Z"],
].map(([subject, status, priority, created_at], index) => ({
  ...{ id: 501 + index, organization_id: 901 + index, requester_id: 77, subject, status, priority },
  ...{ created_at, updated_at: "2026-03-26T00:00:00Z", via: { channel: "email" } },
}));

export const zendeskOrganizations = ids.map((external_id, index) => ({
  ...{ id: 901 + index, name: `Organization ${index}`, external_id, domain_names: [], shared_tickets: false },
  ...{ created_at: "2025-01-15T08:00:00Z", updated_at: "2026-01-15T08:00:00Z" },
}));

const meta = (index: number) => ({
  _airbyte_raw_id: `6f1f0a4e-0000-4000-8000-00000000000${index}`,
  _airbyte_extracted_at: "2026-03-30T02:00:00Z",
  _airbyte_meta: { changes: [], sync_id: 12 },
  _airbyte_generation_id: 1,
});

/** As Airbyte writes them with "root level flattening": its own columns beside the source's. */
export const flattened = (records: readonly object[]): readonly object[] =>
  records.map((record, index) => ({ ...meta(index), ...record }));

/** As it writes them without: the source's record in one member. */
export const enveloped = (records: readonly object[]): readonly object[] =>
  records.map((record, index) => ({ ...meta(index), _airbyte_data: record }));
