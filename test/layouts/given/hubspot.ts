/** Objects of HubSpot's API: three companies, what they wrote, and who met them. */
const object = (id: string, properties: object, further: object = {}) => ({
  id,
  properties: { hs_object_id: id, ...properties },
  createdAt: "2025-01-10T09:00:00.000Z",
  updatedAt: "2026-03-01T10:00:00.000Z",
  archived: false,
  ...further,
});

const of = (company: string) => ({
  associations: { companies: { results: [{ id: company, type: "ticket_to_company" }] } },
});

export const companies = [
  object("9001001", {
    ...{
      name: "Aldgate Ltd",
      domain: "aldgate.example",
      industry: "CONSTRUCTION",
      country: "United Kingdom",
    },
    ...{ numberofemployees: "120", hs_merged_object_ids: null, lifecyclestage: "customer" },
  }),
  object("9001002", {
    ...{ name: "Brackley GmbH", domain: "brackley.example", industry: "UTILITIES", country: "Germany" },
    ...{ numberofemployees: null, hs_merged_object_ids: "8000001;8000002", lifecyclestage: "customer" },
  }),
  object("9001003", {
    ...{ name: "Corby SA", domain: "corby.example", industry: null, country: "France" },
    ...{ numberofemployees: "35", hs_merged_object_ids: null, lifecyclestage: "customer" },
  }),
];

export const contacts = [
  ["51", "9001001", "Ada", "Lane", "ada@aldgate.example", "Head of Operations"],
  ["52", "9001002", "Bruno", "Kern", "bruno@brackley.example", "Buyer"],
  ["53", "9001003", null, "Moreau", "moreau@corby.example", null],
].map(([id = "", associatedcompanyid, firstname, lastname, email, jobtitle]) =>
  object(String(id), { associatedcompanyid, firstname, lastname, email, jobtitle }),
);

const ticket = (id: string, company: string, properties: object) => object(id, properties, of(company));
export const tickets = [
  ticket("7001", "9001001", {
    ...{ subject: "Cannot log in", hs_pipeline_stage: "1", hs_ticket_priority: "HIGH", source_type: "EMAIL" },
    ...{ createdate: "2026-03-20T08:15:00.000Z", closed_date: null },
  }),
  ticket("7002", "9001001", {
    ...{ subject: "Invoice copy", hs_pipeline_stage: "4", hs_ticket_priority: "LOW", source_type: "FORM" },
    ...{ createdate: "2026-02-01T10:00:00.000Z", closed_date: "2026-02-03T16:30:00.000Z" },
  }),
  ticket("7003", "9001002", {
    ...{ subject: "Export fails", hs_pipeline_stage: "2", hs_ticket_priority: null, source_type: "CHAT" },
    ...{ createdate: "2026-03-25T14:00:00.000Z", closed_date: null },
  }),
];

export const meetings = [
  ["3001", "9001001", "2026-03-05T09:00:00Z", "Quarterly review"],
  ["3002", "9001002", "2026-03-11T13:30:00Z", "Roll-out"],
  ["3003", "9001003", "2026-02-17T08:00:00Z", "Training"],
].map(([id = "", company = "", hs_meeting_start_time, hs_meeting_title]) =>
  object(
    id,
    { hs_meeting_start_time, hs_timestamp: hs_meeting_start_time, hs_meeting_title, hs_meeting_body: null },
    of(company),
  ),
);

export const deals = ["4001", "4002", "4003"].map((id) =>
  object(id, { dealname: "Renewal", dealstage: "closedwon", amount: "1200", closedate: "2026-01-31" }),
);
