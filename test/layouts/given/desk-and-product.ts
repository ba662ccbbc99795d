/** Objects of Intercom, Segment, Mixpanel, Amplitude, Pendo and Qualtrics, for the companies of hubspot.ts. */
const seconds = (time: string): number => Date.parse(time) / 1000;

export const intercomCompanies = [
  ["ic_aldgate", "9001001", "Aldgate Ltd"],
  ["ic_brackley", "9001002", "Brackley GmbH"],
  ["ic_corby", "9001003", "Corby SA"],
].map(([id, company_id, name]) => ({
  ...{ type: "company", id, company_id, name, monthly_spend: 0, session_count: 4, user_count: 2 },
  ...{ plan: { type: "plan", id: "1", name: "Pro" }, size: 40, website: null },
  ...{ created_at: seconds("2025-01-15T08:00:00Z"), updated_at: seconds("2026-03-01T08:00:00Z") },
}));

const conversation = (id: string, company: string, further: object) => ({
  ...{ type: "conversation", id, company: { id: company }, title: null, priority: "not_priority" },
  ...{ created_at: seconds("2026-03-10T10:00:00Z"), updated_at: seconds("2026-03-12T10:00:00Z") },
  ...{ waiting_since: null, source: { type: "conversation", author: { id: `u_${id}`, type: "user" } } },
  ...{ conversation_rating: null, statistics: { last_close_at: null, count_reopens: 0 }, ...further },
});
export const intercomConversations = [
  conversation("c1", "ic_aldgate", { state: "open", priority: "priority" }),
  conversation("c2", "ic_brackley", {
    state: "closed",
    statistics: { last_close_at: seconds("2026-03-11T09:00:00Z"), count_reopens: 1 },
    conversation_rating: { rating: 4, remark: "Quick", created_at: seconds("2026-03-11T12:00:00Z") },
  }),
  conversation("c3", "ic_corby", { state: "snoozed" }),
];

const call = (messageId: string, groupId: string | null, further: object = {}) => ({
  ...{ type: "track", event: "Report Shared", messageId, userId: `user-${messageId}`, anonymousId: "a" },
  ...{ timestamp: "2026-03-30T12:00:00.000Z", context: { groupId }, properties: {}, ...further },
});
export const segmentCalls = [
  call("m1", "9001001"),
  call("m2", "9001002", { userId: null }),
  call("m3", "9001003", { timestamp: "2026-03-29T23:59:59.500Z" }),
  call("m4", "9001003", { type: "page", event: null }),
];

export const mixpanelEvents = [
  ["i1", "9001001", "Job Planned", "2026-03-30T08:00:00Z"],
  ["i2", "9001002", "Job Planned", "2026-03-30T09:30:00Z"],
  ["i3", "9001003", "$mp_web_page_view", "2026-03-30T09:31:00Z"],
  ["i4", "9001003", "Route Printed", "2026-03-28T17:00:00Z"],
].map(([$insert_id, company_id, event, time = ""]) => ({
  event,
  properties: { time: seconds(time), distinct_id: `d-${$insert_id}`, $insert_id, company_id },
}));

export const amplitudeEvents = [
  ["u1", "9001001", "checklist done", "2026-03-30 08:00:00.123000"],
  ["u2", "9001002", "checklist done", "2026-03-30 22:10:00.000000"],
  ["u3", "9001003", "session_start", "2026-03-30 07:59:00.000000"],
  ["u4", "9001003", "[Amplitude] Page Viewed", "2026-03-30 07:59:01.000000"],
  ["u5", "9001003", "photo added", "2026-03-30 08:01:00.000000"],
].map(([uuid, company, event_type, event_time]) => ({
  ...{ uuid, amplitude_id: 1, event_type, event_time, user_id: `p-${uuid}`, groups: { company: [company] } },
  ...{ server_upload_time: event_time, event_properties: {}, user_properties: {} },
}));

export const pendoFeatures = [
  ["9001001", "v1", "planner", 7, 12],
  ["9001002", "v2", "planner", 1, 3],
  ["9001003", "v3", "invoicing", 4, 0],
].map(([accountId, visitorId, featureId, numEvents, numMinutes]) => ({
  ...{ accountId, visitorId, featureId, numEvents, numMinutes, appId: 1 },
  day: Date.parse("2026-03-30T00:00:00Z"),
}));

/** With the two rows below the header that Qualtrics adds. */
export const qualtricsAnswers = [
  [
    "StartDate",
    "EndDate",
    "Status",
    "Progress",
    "Finished",
    "RecordedDate",
    "ResponseId",
    "RecipientEmail",
    "ExternalReference",
    "DistributionChannel",
    "UserLanguage",
    "Q1_NPS_GROUP",
    "Q1",
  ],
  [
    "Start Date",
    "End Date",
    "Response Type",
    "Progress",
    "Finished",
    "Recorded Date",
    "Response ID",
    "Recipient Email",
    "External Data Reference",
    "Distribution Channel",
    "User Language",
    "How likely - Group",
    "How likely",
  ],
  [
    '{"ImportId":"startDate"}',
    '{"ImportId":"endDate"}',
    '{"ImportId":"status"}',
    '{"ImportId":"progress"}',
    '{"ImportId":"finished"}',
    '{"ImportId":"recordedDate"}',
    '{"ImportId":"_recordId"}',
    '{"ImportId":"recipientEmail"}',
    '{"ImportId":"externalDataReference"}',
    '{"ImportId":"distributionChannel"}',
    '{"ImportId":"userLanguage"}',
    '{"ImportId":"QID1_NPS_GROUP"}',
    '{"ImportId":"QID1"}',
  ],
  [
    "2026-03-01 10:00:00",
    "2026-03-01 10:01:00",
    "0",
    "100",
    "1",
    "2026-03-01 10:01:05",
    "R_1aaaaaaaaaaaaaa",
    "ada@aldgate.example",
    "",
    "email",
    "EN",
    "3",
    "9",
  ],
  [
    "2026-03-02 11:00:00",
    "2026-03-02 11:02:00",
    "0",
    "100",
    "1",
    "2026-03-02 11:02:05",
    "R_2bbbbbbbbbbbbbb",
    "bruno@brackley.example",
    "",
    "email",
    "DE",
    "1",
    "4",
  ],
  [
    "2026-03-03 12:00:00",
    "2026-03-03 12:00:20",
    "0",
    "40",
    "0",
    "2026-03-10 12:00:20",
    "R_3cccccccccccccc",
    "moreau@corby.example",
    "",
    "email",
    "FR",
    "",
    "",
  ],
  [
    "2026-03-04 09:00:00",
    "2026-03-04 09:00:40",
    "1",
    "100",
    "1",
    "2026-03-04 09:00:41",
    "R_4dddddddddddddd",
    "moreau@corby.example",
    "",
    "preview",
    "FR",
    "3",
    "10",
  ],
];
