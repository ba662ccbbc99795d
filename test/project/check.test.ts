import { describe, expect, test } from "vitest";
import { parseConfig, RejectedConfig } from "../../lib/project/load.ts";

const indent = (text: string, by: number) => text.replaceAll(/^(?=.)/gm, " ".repeat(by));

/** A valid config but for the given parts; streams start on line 9, scorecards on line 13. */
function config({
  streams = "accounts: { path: a.csv, mode: full, entity: accounts, fields: { account_id: id }, attributes: [country] }",
  scorecards = "- name: standard\n  components: { usage: { weight: 1, measures: { active_days_28d: { points: [[0, 0], [9, 100]] } } } }",
  rest = "",
} = {}) {
  return [
    "company: Northwind",
    "currency: USD",
    "sources:",
    "  - name: crm",
    "    kind: files",
    "    streams:",
    indent(streams, 6),
    "scorecards:",
    indent(scorecards, 2),
    rest,
  ].join("\n");
}

const problemsOf = (text: string): readonly string[] => {
  try {
    parseConfig(text);
    return [];
  } catch (error) {
    if (!(error instanceof RejectedConfig)) throw error;
    return error.message.split("\n").map((line) => line.replace("bellwether.yaml:", ""));
  }
};

test("the config that these tests change is valid", () => {
  expect(problemsOf(config())).toEqual([]);
});

test("all mistakes are reported at once, each with its position, the actual and the expected value", () => {
  const text = `company: Northwind
curency: USD
sources:
  - name: crm
    kind: flies
    streams:
      accounts:
        path: a.csv
        mode: ful
        entity: accounts
        fields: { account_id: { feild: id }, custmer_since: signup, employees: { field: n, format: DD/MM/YYYY } }
scorecards:
  - name: standard
    bands: { green: 40, yellow: 70 }
    components:
      usage: { weight: -1, measures: { active_day_28d: { points: [[0, 0], [4, 40]] } } }
routes: [{ to: cs, where: "scroe > 3", timezone: Europe/Berlni }]
`;
  expect(problemsOf(text)).toEqual([
    expect.stringMatching(
      /^2:1 {2}curency {2}found key "curency", expected one of company, .*\. Did you mean "currency"\?$/,
    ),
    '5:11  sources[0].kind  found "flies", expected files. Did you mean "files"?',
    '9:15  sources[0].streams.accounts.mode  found "ful", expected full, upsert or append. Did you mean "full"?',
    expect.stringMatching(
      /^11:33 {2}sources\[0\]\.streams\.accounts\.fields\.account_id\.feild {2}found key "feild", .* "field"\?$/,
    ),
    expect.stringMatching(
      /^11:46 {2}sources\[0\]\.streams\.accounts\.fields\.custmer_since {2}found key .* "customer_since"\?$/,
    ),
    '11:100  sources[0].streams.accounts.fields.employees.format  found "DD/MM/YYYY": employees has type bigint, not a date',
    "14:33  scorecards[0].bands.yellow  found 70, expected less than green, which is 40",
    "16:24  scorecards[0].components.usage.weight  found -1, expected a number above 0",
    '17:27  routes[0].where  found "scroe > 3": there is no column scroe. Did you mean score?',
    '17:50  routes[0].timezone  found "Europe/Berlni", expected a time zone such as Europe/Berlin. Did you mean "Europe/Berlin"?',
  ]);
});

describe("a stream is refused", () => {
  const stream = (text: string) =>
    config({
      streams: `accounts: { path: a.csv, mode: full, entity: accounts, fields: { account_id: id } }\n${text}`,
    });
  test.each([
    [
      "when a path begins with $",
      "u: { path: u, mode: append, entity: usage, fields: { account_id: a, occurred_at: $.at } }",
      'found "$.at", expected a path without $ before it; to use this text as a name, quote it',
    ],
    [
      "when a path selects every element of a list",
      "u: { path: u, mode: append, entity: usage, fields: { account_id: a, occurred_at: { field: 't[*].at' } } }",
      'occurred_at.field  found "t[*].at", expected one list position, such as [0]',
    ],
    [
      "when an expression selects every element of a list",
      `u: { path: u, mode: append, entity: usage, fields: { account_id: a, occurred_at: { sql: '"t[*]"' } } }`,
      'occurred_at.sql  found "t[*]", expected one list position, such as [0]',
    ],
    [
      "when its condition is a number",
      "u: { path: u, mode: append, entity: usage, where: length(kind), fields: { account_id: a, occurred_at: t } }",
      'streams.u.where  found "length(kind)": expected a condition, found an integer',
    ],
    [
      "when its condition is a text other than a path alone",
      "u: { path: u, mode: append, entity: usage, where: lower(kind), fields: { account_id: a, occurred_at: t } }",
      'streams.u.where  found "lower(kind)": expected a condition, found text',
    ],
    [
      "when its condition cannot be read",
      `u: { path: u, mode: append, entity: usage, where: "kind = ", fields: { account_id: a, occurred_at: t } }`,
      'streams.u.where  found "kind = "',
    ],
    [
      "when its condition selects every element of a list",
      `u: { path: u, mode: append, entity: usage, where: '"t[*]" is null', fields: { account_id: a, occurred_at: t } }`,
      'streams.u.where  found "t[*]", expected one list position, such as [0]',
    ],
    [
      "when its mode does not fit its entity",
      "u: { path: u, mode: upsert, entity: usage, fields: { account_id: a, occurred_at: t } }",
      '8:27  sources[0].streams.u.mode  found "upsert": usage is a stream of events, which never change: append',
    ],
    [
      "when changing records are only appended",
      "t: { path: t, mode: append, entity: tickets, fields: { ticket_id: i, account_id: a, created_at: t } }",
      "tickets can change: full or upsert",
    ],
    [
      "without a field that its entity requires",
      "t: { path: t, mode: full, entity: tickets, fields: { ticket_id: i, account_id: a } }",
      "8:58  sources[0].streams.t.fields.created_at  found nothing, expected created_at: when the ticket was opened",
    ],
    [
      "when a full snapshot is backdated",
      "b: { path: b, mode: full, backdate: customer_since, entity: accounts, fields: { account_id: i, customer_since: s } }",
      'found "customer_since": a full snapshot has no history to backdate',
    ],
    [
      "when it is backdated by an unmapped field",
      "b: { path: b, mode: upsert, backdate: customer_sinc, entity: accounts, fields: { account_id: i, customer_since: s } }",
      'expected a mapped date: customer_since. Did you mean "customer_since"?',
    ],
    [
      "when it is backdated by a constant",
      "b: { path: b, mode: upsert, backdate: notice_on, entity: accounts, fields: { account_id: i, notice_on: { value: '2024-01-01' } } }",
      "expected a mapped date: nothing",
    ],
    [
      "when it is backdated by an expression that landing does not support",
      "b: { path: b, mode: upsert, backdate: { sql: lower(s) }, entity: accounts, fields: { account_id: i } }",
      "landing supports names, 'texts', dates",
    ],
    [
      "when it is backdated by an invalid expression",
      "b: { path: b, mode: upsert, backdate: { sql: 'coalesce(s' }, entity: accounts, fields: { account_id: i } }",
      "coalesce(s",
    ],
    [
      "when it has both {date} and backdate",
      "b: { path: 'b-{date}', mode: upsert, backdate: customer_since, entity: accounts, fields: { account_id: i, customer_since: s } }",
      "{date} lands each file on its date, backdate each record on its own date: use only one of them",
    ],
    [
      "when a path leaves the project folder",
      "b: { path: ../b, mode: upsert, entity: accounts, fields: { account_id: i } }",
      "a path must stay below the project folder",
    ],
    [
      "when its records are a list, and its files no JSON",
      "b: { path: b.csv, mode: upsert, list: data, entity: accounts, fields: { account_id: i } }",
      "only a JSON file is an object around a list",
    ],
    [
      "when its encoding is unknown",
      "b: { path: b, mode: upsert, encoding: utf8-8, entity: accounts, fields: { account_id: i } }",
      "expected an encoding such as utf-8",
    ],
    [
      "when inclusive is set on a field that is no end date",
      "b: { path: b, mode: upsert, entity: accounts, fields: { account_id: i, notice_on: { field: n, inclusive: true } } }",
      "notice_on is not an end date",
    ],
    [
      "when a date format is ambiguous",
      "b: { path: b, mode: upsert, entity: accounts, fields: { account_id: i, notice_on: { field: n, format: DD/MM/YY } } }",
      "a year that is not four digits is ambiguous",
    ],
    [
      "when a constant is outside the range of its field",
      "b: { path: b, mode: upsert, entity: exchange_rates, fields: { currency: c, rate_on: d, rate: { value: 0 } } }",
      "found 0, expected a number more than 0 to 1000000000000 for rate",
    ],
    [
      "when a count is implausibly large",
      "b: { path: b, mode: upsert, entity: accounts, fields: { account_id: i, employees: { field: n, default: 9007199254740991 } } }",
      "found 9007199254740991, expected a number from 0 to 1000000000 for employees",
    ],
    [
      "when its time zone is unknown",
      "b: { path: b, mode: upsert, timezone: Europa/Berlin, entity: accounts, fields: { account_id: i } }",
      'timezone  found "Europa/Berlin", expected a time zone such as Europe/Berlin. Did you mean "Europe/Berlin"?',
    ],
    [
      "when its time zone is an offset, which does not know summer from winter",
      "b: { path: b, mode: upsert, timezone: '+01:00', entity: accounts, fields: { account_id: i } }",
      'found "+01:00", expected a time zone such as Europe/Berlin',
    ],
    [
      "when an expression reads times by itself, as UTC, beside a time zone",
      'b: { path: b, mode: upsert, timezone: Asia/Tokyo, entity: accounts, fields: { account_id: i, updated_at: { sql: "cast(d as timestamp(3))" } } }',
      "an expression reads times as UTC, not in the stream's timezone Asia/Tokyo: give the text itself",
    ],
    [
      "when its condition reads times by itself, as UTC, beside a time zone",
      "b: { path: b, mode: upsert, timezone: Asia/Tokyo, entity: accounts, where: \"cast(d as timestamp(3)) > timestamp '2024-01-01 00:00:00'\", fields: { account_id: i } }",
      "or compare cast(… as date), the day that the export shows",
    ],
    [
      "when its numbers are declared by no example",
      'b: { path: b, mode: upsert, entity: accounts, fields: { account_id: i, employees: { field: n, number: "1.234,5" } } }',
      'number  found "1.234,5", expected 1234.56 as the export writes it: 1.234,56, ',
    ],
    [
      "when a field that is no number has a form of numbers",
      'b: { path: b, mode: upsert, entity: accounts, fields: { account_id: i, segment: { field: n, number: "1.234,56" } } }',
      "segment has type varchar, not a number",
    ],
    [
      "when it leaves out features, and is not usage",
      "b: { path: b, mode: upsert, entity: accounts, fields: { account_id: i }, not_use: [login] }",
      "only streams of usage have features, and this stream is accounts: use where",
    ],
    [
      "when it leaves out features that it does not map",
      "b: { path: b, mode: append, entity: usage, fields: { account_id: i, occurred_at: t }, not_use: [login] }",
      "it names features, and feature is not mapped",
    ],
    [
      "when it would leave out every feature",
      'b: { path: b, mode: append, entity: usage, fields: { account_id: i, occurred_at: t, feature: f }, not_use: ["*"] }',
      'not_use[0]  found "*", expected a feature, or the beginning of some and *',
    ],
    [
      "when a text holds a character that no engine can store",
      'b: { path: b, mode: upsert, entity: accounts, fields: { account_id: i, segment: { field: n, values: { "a\\0b": Large } } } }',
      'found key "a\\u0000b": no engine can store it',
    ],
    [
      "when a word maps to a value of another type",
      "b: { path: b, mode: upsert, entity: accounts, fields: { account_id: i, is_internal: { field: n, values: { y: true, n: nope } } } }",
      'fields.is_internal.values.n  found "nope", expected true or false for is_internal',
    ],
    [
      "when a default is of another type",
      "b: { path: b, mode: upsert, entity: accounts, fields: { account_id: i, employees: { field: n, default: 1.5 } } }",
      "found 1.5, expected a whole number for employees",
    ],
    [
      "when its SQL has a subquery",
      'b: { path: b, mode: upsert, entity: accounts, fields: { account_id: i, name: { sql: "lower((select 1))" } } }',
      '8:98  sources[0].streams.b.fields.name.sql  found "lower((select 1))": a subquery is not allowed here',
    ],
    [
      "when an attribute has the name of a column",
      "b: { path: b, mode: upsert, entity: accounts, fields: { account_id: i }, attributes: [segment] }",
      "segment is a column of accounts: map it under fields",
    ],
    [
      "when an attribute has the name of a measure",
      "b: { path: b, mode: upsert, entity: accounts, fields: { account_id: i }, attributes: { active_days_28d: d } }",
      "active_days_28d is a measure",
    ],
    [
      "when an attribute has a reserved word of SQL as its name",
      "b: { path: b, mode: upsert, entity: accounts, fields: { account_id: i }, attributes: [order] }",
      "order is a reserved word of SQL: write another_name: order",
    ],
    [
      "when it has attributes without being a stream of accounts",
      "t: { path: t, mode: full, entity: tickets, fields: { ticket_id: i, account_id: a, created_at: t }, attributes: [x] }",
      "only streams of accounts have attributes, and this stream is tickets",
    ],
  ])("%s", (_, text, problem) => {
    const problems = problemsOf(stream(text));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  test("when two sources share a name, a table or an attribute, or use a name of Bellwether's", () => {
    const streams =
      "{ c: { path: c, mode: full, entity: accounts, fields: { account_id: i }, attributes: [country] } }";
    const source = (name: string, own = streams) => `  - { name: ${name}, kind: files, streams: ${own} }`;
    const sources = [
      source("a_b"),
      source("a", streams.replace("{ c:", "{ b_c:").replace("[country]", "[region_code]")),
      source("a_b", "{}"),
      source("bellwether", "{}"),
    ];
    const text = config().replace(/sources:[\s\S]*(?=scorecards)/, `sources:\n${sources.join("\n")}\n`);
    expect(problemsOf(text)).toEqual([
      '5:40  sources[1].streams.b_c  found key "b_c": its table raw_a_b_c is also the table of a_b\'s c',
      '6:13  sources[2].name  found "a_b": sources[0].name already has this name',
      "6:40  sources[2].streams  found a mapping, expected at least one stream",
      '7:13  sources[3].name  found "bellwether": this name is reserved',
      "7:47  sources[3].streams  found a mapping, expected at least one stream",
    ]);
  });

  test("when the deadline precedes the run, or the timezone is unknown", () => {
    const text = config({ rest: "schedule: { at: '09:00', timezone: Europe/Berlni, deadline: '08:30' }" });
    expect(problemsOf(text)).toEqual([
      expect.stringContaining('schedule.timezone  found "Europe/Berlni", expected a time zone'),
      expect.stringContaining('schedule.deadline  found "08:30", expected a time of day after 09:00'),
    ]);
  });

  test("when no stream provides accounts", () => {
    const streams =
      "t: { path: t, mode: full, entity: tickets, fields: { ticket_id: i, account_id: a, created_at: t } }";
    expect(problemsOf(config({ streams }))).toEqual([
      "4:3  sources  found nothing, expected a stream of entity accounts",
    ]);
  });
});

describe("a scorecard is refused", () => {
  const components =
    "{ usage: { weight: 1, measures: { active_days_28d: { points: [[0, 0], [9, 100]] } } } }";
  const card = (own: string, name = "standard") => `- name: ${name}\n${indent(own, 2)}`;
  test.each([
    [
      "when it scores an unknown measure",
      card("components: { usage: { weight: 1, measures: { active_days: { points: [[0, 0], [9, 100]] } } } }"),
      "expected a measure: active_days_28d",
    ],
    [
      "when it has no components",
      card("components: {}"),
      "10:17  scorecards[0].components  found nothing, expected at least one component",
    ],
    [
      "when a component has no measures",
      card("components: { usage: { weight: 1, measures: {} } }"),
      "expected at least one measure",
    ],
    [
      "when breakpoints are not ascending",
      card(
        "components: { usage: { weight: 1, measures: { active_days_28d: { points: [[4, 0], [4, 100]] } } } }",
      ),
      "points[1][0]  found 4, expected more than 4, the breakpoint before it",
    ],
    [
      "when a number is scored by words",
      card("components: { usage: { weight: 1, measures: { active_days_28d: { points: { good: 100 } } } } }"),
      "expected breakpoints [value, points], or steps, because active_days_28d is a number",
    ],
    [
      "when a step ends before the one before it",
      card(
        "components: { usage: { weight: 1, measures: { active_days_28d: { points: [{ up_to: 5, points: 1 }, { below: 5, points: 2 }, { points: 3 }] } } } }",
      ),
      "points[1].below  found 5, expected more than 5, where the step before it ends",
    ],
    [
      "when a step before the last has no end",
      card(
        "components: { usage: { weight: 1, measures: { active_days_28d: { points: [{ points: 1 }, { below: 5, points: 2 }, { points: 3 }] } } } }",
      ),
      "expected up_to or below, one of them, where the step ends",
    ],
    [
      "when the last step has an end",
      card(
        "components: { usage: { weight: 1, measures: { active_days_28d: { points: [{ up_to: 5, points: 1 }, { up_to: 9, points: 2 }] } } } }",
      ),
      "expected points alone: the last step is for the rest of the values",
    ],
    [
      "when a step is misspelt",
      card(
        "components: { usage: { weight: 1, measures: { active_days_28d: { points: [{ upto: 5, points: 1 }, { points: 2 }] } } } }",
      ),
      "upto",
    ],
    [
      "when no measure of a component has a weight",
      card(
        "components: { usage: { weight: 1, measures: { active_days_28d: { weight: 0, points: [[0, 0], [9, 100]] } } } }",
      ),
      "scorecards[0].components.usage.measures  found 0, expected a measure with a weight above 0",
    ],
    [
      "when a measure is in two components",
      card(
        "components: { a: { weight: 1, measures: { csat_90d: { points: [[0, 0], [1, 100]] } } }, b: { weight: 1, measures: { csat_90d: { points: [[0, 0], [1, 100]] } } } }",
      ),
      "csat_90d is already used in scorecards[0].components.a.measures.csat_90d",
    ],
    [
      "when an earlier one applies to all accounts",
      `${card(`components: ${components}`, "first")}\n${card(`components: ${components}`)}`,
      "scorecards[0].applies_to  found nothing: only the last scorecard may omit applies_to",
    ],
    [
      "when every scorecard has a lens",
      card(`lens: adoption\ncomponents: ${components}`),
      'scorecards[0].lens  found "adoption": every scorecard has a lens: the main score needs one without',
    ],
    [
      "when an earlier one of its lens applies to all accounts",
      `${card(`components: ${components}`)}\n${card(`lens: l\ncomponents: ${components}`, "one")}\n${card(`lens: l\ncomponents: ${components}`, "two")}`,
      "scorecards[1].applies_to  found nothing: only the last scorecard may omit applies_to",
    ],
    [
      "when it has the name of one of a lens",
      `${card(`lens: l\ncomponents: ${components}`)}\n${card(`components: ${components}`)}`,
      'scorecards[1].name  found "standard": scorecards[0].name already has this name',
    ],
    [
      "when it has the name of another",
      `${card(`applies_to: "true"\ncomponents: ${components}`)}\n${card(`components: ${components}`)}`,
      '12:11  scorecards[1].name  found "standard": scorecards[0].name already has this name',
    ],
    [
      "when a cap reads the score that it caps",
      card(`components: ${components}\ncaps: [{ name: low, when: "score < 3", at_most: 3 }]`),
      '11:31  scorecards[0].caps[0].when  found "score < 3": there is no column score',
    ],
    [
      "when a floor is not a condition",
      card(`components: ${components}\nfloors: [{ name: high, when: "active_days_28d", at_least: 3 }]`),
      "expected a condition, found a double",
    ],
    [
      "when a condition spans lines, with the line of the mistake",
      card(
        `components: ${components}\ncaps:\n  - name: low\n    at_most: 3\n    when: >-\n      country = 'DE'\n      and segmnt = 'x'`,
      ),
      "segmnt. Did you mean segment?",
    ],
  ])("%s", (_, scorecards, problem) => {
    const problems = problemsOf(config({ scorecards }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });
});

describe("alerts and routes are refused", () => {
  test.each([
    [
      "when two rules share a name",
      "alerts: [{ name: a, when: is_stale, severity: low }, { name: a, when: is_stale, severity: low }]",
      'alerts[1].name  found "a": alerts[0].name already has this name',
    ],
    [
      "when a rule reads a file",
      "alerts: [{ name: a, when: \"read_text('x') = 'y'\", severity: low }]",
      "the function read_text is not allowed here",
    ],
    [
      "when a rule's end is not a condition",
      "alerts: [{ name: a, when: \"band = 'red'\", clear_when: band, severity: low }]",
      "alerts[0].clear_when",
    ],
    [
      "when a severity is unknown",
      "alerts: [{ name: a, when: is_stale, severity: hgih }]",
      'expected low, medium, high or critical. Did you mean "high"?',
    ],
    [
      "when a cooldown has no unit",
      "alerts: [{ name: a, when: is_stale, severity: low, cooldown: 14 }]",
      "alerts[0].cooldown  found 14, expected a text",
    ],
    [
      "when an email address is invalid",
      "routes: [{ to: cs, email: [nobody] }]",
      'routes[0].email[0]  found "nobody", expected an email address',
    ],
    [
      "when days are not weekdays",
      "routes: [{ to: cs, weekdays: mon-friday }]",
      "expected weekdays such as mon-fri or mon,wed",
    ],
    [
      "when the fallback route does not exist",
      "routes: [{ to: cs-team }]\nfallback_route: cs-teem",
      'fallback_route  found "cs-teem", expected a route: operators or cs-team. Did you mean "cs-team"?',
    ],
    [
      "when the kind of churn is unknown",
      "churn: { kind: inactive }",
      'churn.kind  found "inactive", expected subscription or inactivity. Did you mean "inactivity"?',
    ],
    [
      "when revenue is from invoices without a stream of them",
      "revenue: { from: invoices }",
      'revenue.from  found "invoices": no stream provides invoices: no account\'s revenue would be known',
    ],
    [
      "when churn is inactivity without a stream of activity",
      "churn: { kind: inactivity, days: 90 }",
      'churn.kind  found "inactivity": no stream provides usage or invoices: no account would ever be active',
    ],
  ])("%s", (_, rest, problem) => {
    const problems = problemsOf(config({ rest }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });
});

test("revenue may come from invoices and churn from inactivity, and dates may be named for days", () => {
  const streams = [
    "accounts: { path: a.csv, mode: full, entity: accounts, fields: { account_id: id }, attributes: [country] }",
    "orders: { path: o.csv, mode: upsert, entity: invoices, fields: { invoice_id: i, account_id: a, amount: n, issued_on: d } }",
  ].join("\n");
  const rest = (days: string) => `revenue: { from: invoices }\nchurn: { kind: inactivity, ${days}: 90 }`;
  expect(problemsOf(config({ streams, rest: rest("days") }))).toEqual([]);
  const [problem, ...others] = problemsOf(config({ streams, rest: rest("dayz") }));
  expect(problem).toContain('churn.dayz  found key "dayz", expected one of kind, days. Did you mean "days"?');
  expect(others).toEqual([]);
});

test("conditions may use attributes, measures and, for alerts, scores", () => {
  const rest = `alerts: [{ name: a, when: "country = 'DE' and active_days_28d < 3 and change_7d <= -15", severity: low }]`;
  expect(problemsOf(config({ rest }))).toEqual([]);
});

test("a secret in the wrong place is not repeated in the message", () => {
  const problems = problemsOf(config({ rest: "api_token: hunter2\ncompany_password: hunter2" }));
  expect(problems).toHaveLength(2);
  expect(problems.join()).not.toContain("hunter2");
});

describe("the price of a subscription", () => {
  const problems = (fields: string) =>
    problemsOf(
      config({
        streams: [
          "accounts: { path: a.csv, mode: full, entity: accounts, fields: { account_id: id } }",
          `subscriptions: { path: s.csv, mode: upsert, entity: subscriptions, fields: { subscription_id: id, account_id: a, started_on: s, ${fields} } }`,
        ].join("\n"),
      }),
    ).map((line) => line.replace(/^\S+\s+sources\[0\]\.streams\.subscriptions\./, ""));

  test.each([
    "plan: p",
    "mrr: m",
    "arr: a",
    "amount: a, interval: i",
    "amount: a, interval: { value: year }, interval_count: n, quantity: q",
  ])("has one form, or is absent: %s", (fields) => {
    expect(problems(fields)).toEqual([]);
  });

  test.each([
    ["mrr: m, arr: a", 'fields.mrr  found key "mrr": a subscription has one price, which arr already gives'],
    [
      "amount: a",
      "fields.interval  found nothing, expected interval, the period that the amount pays for, such as { value: year }",
    ],
    [
      "mrr: m, quantity: q",
      'fields.quantity  found key "quantity": quantity only has a meaning with an amount',
    ],
    ["interval: i", 'fields.interval  found key "interval": interval only has a meaning with an amount'],
  ])("may not have two forms, or half of one: %s", (fields, problem) => {
    expect(problems(fields)).toEqual([problem]);
  });
});

test("words of a mapping must map to known values", () => {
  const streams = `accounts: { path: a.csv, mode: full, entity: accounts, fields: { account_id: id } }
tickets:
  path: t.csv
  mode: upsert
  entity: tickets
  fields:
    ticket_id: id
    account_id: org
    created_at: at
    status: { field: s, values: { Geparkt: On Hold, Weg: delted, Egal: null } }
    priority: { field: p, default: Medium, values: { A: blocker } }
`;
  expect(problemsOf(config({ streams }))).toEqual([
    expect.stringContaining("a meaning for status: new, open, pending, hold, solved, closed or deleted"),
  ]);
  expect(problemsOf(config({ streams }))[0]).toMatch(/delted.*deleted/);
});

test("a source cannot match by name while the accounts have none", () => {
  const named = (fields: string, flag = true) =>
    config({
      streams: `accounts: { path: a.csv, mode: full, entity: accounts, fields: { ${fields} } }`,
    }).replace(
      "scorecards:",
      `  - { name: desk, kind: files, match_by_name: ${flag}, streams: { tickets: { path: t.csv, mode: upsert, entity: tickets, fields: { ticket_id: id, account_id: company, created_at: at } } } }\nscorecards:`,
    );
  expect(problemsOf(named("account_id: id, name: company"))).toEqual([]);
  expect(problemsOf(named("account_id: id", false))).toEqual([]);
  expect(problemsOf(named("account_id: id"))).toEqual([
    "8:47  sources[1].match_by_name  found true: no key can match by name: no accounts stream of crm maps name",
  ]);
});
