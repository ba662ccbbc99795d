/** A project small enough to calculate by hand: one source per system, and a stream of every kind. */
export const shopYaml = `
company: Corner Shop
currency: EUR
sources:
  - name: crm
    kind: files
    expect_every: 2d
    streams:
      accounts:
        path: crm/accounts*.csv
        mode: full
        max_loss: 0.5
        entity: accounts
        fields:
          account_id: id
          name: name
          domain: domain
          segment: segment
          customer_since: since
          churned_on: left_on
          merged_into: merged_into
          updated_at: updated_at
        attributes: [country]
      links:
        path: crm/links*.csv
        mode: upsert
        entity: account_links
        fields: { other_source: source, other_account_id: key, account_id: account }
  - name: billing
    kind: files
    streams:
      subscriptions:
        path: billing/subscriptions*.csv
        mode: upsert
        entity: subscriptions
        fields:
          subscription_id: id
          account_id: account
          plan: plan
          mrr: mrr
          seats: seats
          started_on: started
          ended_on: ended
          cancel_notice_on: notice
          updated_at: updated_at
      invoices:
        path: billing/invoices*.csv
        mode: upsert
        entity: invoices
        fields:
          invoice_id: id
          account_id: account
          amount: amount
          issued_on: issued
          due_on: due
          paid_on: paid
          updated_at: updated_at
  - name: helpdesk
    kind: files
    streams:
      tickets:
        path: helpdesk/tickets*.csv
        mode: upsert
        entity: tickets
        fields:
          ticket_id: id
          account_id: organization
          created_at: created
          solved_at: solved
          status: status
          updated_at: updated_at
  - name: surveys
    kind: files
    streams:
      responses:
        path: surveys/responses*.csv
        mode: upsert
        entity: survey_responses
        fields:
          response_id: id
          account_id: account
          survey: kind
          score: score
          scale_max: scale
          contact_id: who
          responded_at: at
  - name: product
    kind: files
    streams:
      usage:
        path: product/usage*.csv
        mode: append
        entity: usage
        fields: { account_id: account, user_id: user, feature: feature, occurred_at: at, event_id: id }
      clicks:
        path: product/clicks*.ndjson
        mode: append
        entity: usage
        fields: { account_id: account, occurred_at: at }
scorecards:
  - name: standard
    components:
      usage:
        weight: 50
        measures:
          active_days_28d: { points: [[0, 0], [5, 100]] }
          days_since_last_use: { points: [[0, 100], [10, 0]] }
      support:
        weight: 30
        measures:
          oldest_open_ticket_days: { points: [[0, 100], [10, 0]] }
      financial:
        weight: 20
        measures:
          invoices_overdue_days: { points: [[0, 100], [30, 0]] }
    coverage_floor: 0.2
    caps: [{ name: long overdue, when: "invoices_overdue_days > 10", at_most: 39 }]
alerts:
  - { name: dropped, when: "change_1d <= -10", severity: high }
  - { name: red, when: "band = 'red'", clear_when: "score >= 45", severity: medium }
routes:
  - { to: big-accounts, where: "segment = 'Big'" }
`;

/** Text of a CSV from its lines. */
export const csv = (...lines: readonly string[]): string => `${lines.join("\n")}\n`;

const accounts = [
  "id,name,domain,segment,since,left_on,merged_into,updated_at,country",
  "A,Alpha,alpha.example,Big,2025-01-10,,,2026-03-01T00:00:00Z,DE",
  "B,Beta,beta.example,Small,2025-06-01,,,2026-03-01T00:00:00Z,FR",
  "C,Gamma,gamma.example,Small,2025-07-01,,,2026-03-01T00:00:00Z,DE",
];

/** The content of the export folders on 1 March 2026. */
export const firstExports: Readonly<Record<string, string>> = {
  "crm/accounts.csv": csv(...accounts),
  "crm/links.csv": csv("source,key,account", "helpdesk,9001,A"),
  "billing/subscriptions.csv": csv(
    "id,account,plan,mrr,seats,started,ended,notice,updated_at",
    "S1,A,Team,500.00,10,2025-01-10,,,2026-03-01T00:00:00Z",
    "S2,B,Starter,50.00,2,2025-06-01,,,2026-03-01T00:00:00Z",
    "S3,C,Starter,50.00,1,2025-07-01,,,2026-03-01T00:00:00Z",
  ),
  "billing/invoices.csv": csv(
    "id,account,amount,issued,due,paid,updated_at",
    "I1,A,500.00,2026-02-01,2026-02-15,2026-02-10,2026-03-01T00:00:00Z",
    "I2,B,50.00,2026-02-01,2026-02-15,,2026-03-01T00:00:00Z",
  ),
  "helpdesk/tickets.csv": csv(
    "id,organization,created,solved,status,updated_at",
    "T1,9001,2026-02-27T08:00:00Z,,open,2026-03-01T00:00:00Z",
    "T2,beta.example,2026-02-20T08:00:00Z,2026-02-21T08:00:00Z,solved,2026-03-01T00:00:00Z",
  ),
  "surveys/responses.csv": csv(
    "id,account,kind,score,scale,who,at",
    "R1,A,nps,9,10,ann,2026-02-20T10:00:00Z",
  ),
  "product/usage-2026-03-01.csv": csv(
    "id,account,user,feature,at",
    "U1,A,ann,reports,2026-03-01T08:00:00Z",
    "U2,A,bob,search,2026-02-28T08:00:00Z",
    "U3,B,cy,search,2026-03-01T09:00:00Z",
  ),
  "product/clicks.ndjson": `${[
    '{"account":"C","at":"2026-03-01T10:00:00Z"}',
    '{"account":"C","at":"2026-03-01T10:00:00Z"}',
  ].join("\n")}\n`,
};

/** The new files in the export folders on some following days. */
export const laterExports: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "2026-03-02": {
    "product/usage-2026-03-02.csv": csv(
      "id,account,user,feature,at",
      "U4,A,ann,reports,2026-03-02T08:00:00Z",
      "U3,B,cy,search,2026-03-01T09:00:00Z",
    ),
    "billing/invoices-2.csv": csv(
      "id,account,amount,issued,due,paid,updated_at",
      "I2,B,50.00,2026-02-01,2026-02-15,2026-03-02,2026-03-02T00:00:00Z",
    ),
  },
  "2026-03-03": {
    "helpdesk/tickets-2.csv": csv(
      "id,organization,created,solved,status,updated_at",
      "T1,9001,2026-02-27T08:00:00Z,2026-03-03T07:00:00Z,solved,2026-03-03T08:00:00Z",
      "T3,B,2026-02-10T08:00:00Z,,open,2026-03-03T08:00:00Z",
    ),
    "product/clicks.ndjson": `${[
      '{"account":"C","at":"2026-03-01T10:00:00Z"}',
      '{"account":"C","at":"2026-03-01T10:00:00Z"}',
      '{"account":"C","at":"2026-03-03T10:00:00Z"}',
    ].join("\n")}\n`,
  },
  "2026-03-04": {
    "crm/accounts.csv": csv(
      ...accounts.slice(0, 3),
      "C,Gamma,gamma.example,Small,2025-07-01,2026-03-04,,2026-03-04T00:00:00Z,DE",
      "D,Delta,delta.example,Big,2026-03-04,,,2026-03-04T00:00:00Z,IT",
    ),
  },
};
