/** Objects that few exports have beside the usual ones, for the companies of hubspot-views.ts. */
const accounts = ["9001001", "9001002", "9001003"] as const;
const [aldgate, brackley, corby] = accounts;
const seconds = (time: string): number => Date.parse(time) / 1000;

/** Segment's table of all track calls, in a warehouse. */
export const segmentTracks = accounts.map((context_group_id, index) => ({
  ...{ id: `t${index}`, event: "report_shared", event_text: "Report Shared", anonymous_id: `a${index}` },
  ...{ user_id: index === 2 ? "" : `u${index}`, context_group_id, context_library_name: "analytics.js" },
  ...{ timestamp: `2026-03-2${index} 10:00:00`, received_at: `2026-03-2${index} 10:00:04` },
}));

export const intercomTickets = [
  ["t1", aldgate, "submitted", "2026-03-20T08:00:00Z"],
  ["t2", brackley, "waiting_on_customer", "2026-03-21T08:00:00Z"],
  ["t3", corby, "resolved", "2026-03-22T08:00:00Z"],
].map(([id, company_id, category, created = ""]) => ({
  ...{
    type: "ticket",
    id,
    ticket_id: `9${id}`,
    company_id,
    ticket_state: { type: "ticket_state", category },
  },
  ...{ ticket_attributes: { _default_title_: "A wish" }, contacts: { contacts: [{ id: `c${id}` }] } },
  ...{ created_at: seconds(created ?? ""), updated_at: seconds(created ?? "") },
}));

const metadata = (index: number) => ({
  firstvisit: Date.parse("2025-02-01T00:00:00Z") + index,
  lastvisit: Date.parse("2026-03-30T00:00:00Z"),
  lastupdated: Date.parse("2026-03-30T00:00:00Z"),
});
export const pendoVisitors = accounts.map((accountid, index) => ({
  visitorId: `v${index}`,
  metadata: {
    auto: { id: `v${index}`, accountid, ...metadata(index) },
    agent: {
      email: `v${index}@mail.example`,
      full_name: `Visitor ${index}`,
      role: index === 0 ? "admin" : "user",
    },
  },
}));

export const pendoPages = accounts.map((accountId, index) => ({
  ...{ accountId, visitorId: `v${index}`, pageId: "planner", numEvents: index + 1, numMinutes: 5, appId: 1 },
  hour: Date.parse("2026-03-30T10:00:00Z"),
}));

export const pendoPolls = [
  [aldgate, "9"],
  [brackley, "3"],
  [corby, "Too slow"],
].map(([accountId, pollResponse], index) => ({
  ...{ accountId, visitorId: `v${index}`, pollId: "p1", pollResponse, type: "pollResponse" },
  browserTime: Date.parse("2026-03-15T12:00:00Z"),
}));

export const zuoraContacts = accounts.map((_, index) => ({
  ...{ Id: `zc${index}`, AccountId: `za${index}`, FirstName: index === 0 ? "Ada" : "", LastName: "Lane" },
  ...{ WorkEmail: ["a@aldgate.example", "b@brackley.example", "c@corby.example"][index] },
}));

/** Of an export query of accounts and subscriptions, without the charges. */
export const zuoraSubscriptions = [
  ["S-1", "a@aldgate.example", "Active", "2025-07-01", ""],
  ["S-2", "b@brackley.example", "Active", "2025-08-01", ""],
  ["S-3", "c@corby.example", "Cancelled", "2025-09-01", "2026-02-01"],
].map(([Name, AccountId, Status, start, SubscriptionEndDate]) => ({
  ...{ Id: `${Name}-id`, OriginalId: `${Name}-id`, Name, AccountId, Status, SubscriptionStartDate: start },
  ...{ SubscriptionEndDate, TermStartDate: start, TermEndDate: "2026-07-01" },
}));

export const qualtricsResponses = [
  ["R_1", "ada@aldgate.example", 1, 9],
  ["R_2", "bruno@brackley.example", 1, 2],
  ["R_3", "moreau@corby.example", 0, null],
].map(([responseId, recipientEmail, finished, QID1]) => ({
  responseId,
  values: {
    ...{ startDate: "2026-03-01T10:00:00Z", endDate: "2026-03-01T10:01:00Z", status: 0, progress: 100 },
    ...{
      recordedDate: "2026-03-01T10:01:05.123Z",
      distributionChannel: "email",
      finished,
      recipientEmail,
      QID1,
    },
  },
  labels: { finished: "True" },
}));
