import { describe, expect, test } from "vitest";
import type { Alert } from "../../lib/alerts/alert.ts";
import { alertMessage, type DigestContent, digestMessage } from "../../lib/alerts/render.ts";

const alert = (fields: Partial<Alert> = {}): Alert => ({
  alert_id: "abc",
  account_id: "a-1",
  name: "Acme GmbH",
  rule: "turned red",
  severity: "high",
  episode_started_on: "2024-05-01",
  score_from: 74.96,
  score_to: 31.24,
  band_from: "green",
  band_to: "red",
  changed_since: "2024-04-24",
  changes: ["Active days in 28 fell from 14 to 3: −20.1 points."],
  top_drivers: [
    "active days in 28: 3 (−24.0 points)",
    "positive CSAT answers in 90 days: 40 %, last known (−6.2 points)",
  ],
  arr: 120000.4,
  currency: "EUR",
  renewal_date: "2024-07-01",
  days_to_renewal: 61,
  data_as_of: "2024-05-01",
  is_stale: false,
  owner: "Jane Doe",
  segment: "Enterprise",
  source_url: "https://crm.example.com/a-1",
  ...fields,
});

const digest = (alerts: readonly Alert[], content: Partial<DigestContent> = {}) =>
  digestMessage({
    kind: "digest",
    company: "Northwind Cloud",
    currency: "EUR",
    route: "cs-team",
    asOfDate: "2024-05-01",
    alerts,
    notWatched: { accounts: 0, arr: 0 },
    ...content,
  });

describe("an alert's message", () => {
  test("is the alert as JSON, with attributes that subscribers filter on", () => {
    const message = alertMessage(alert());
    expect(message).toMatchObject({
      id: "abc",
      kind: "alert",
      route: null,
      subject: "[high] Acme GmbH: turned red, 74.96 to 31.2, green to red",
      attributes: {
        kind: "alert",
        severity: "high",
        band: "red",
        segment: "Enterprise",
        rule: "turned red",
        owner: "Jane Doe",
      },
    });
    expect(JSON.parse(message.body)).toEqual(alert());
  });

  test("leaves out unknown facts of the account", () => {
    const message = alertMessage(
      alert({ name: null, segment: null, owner: null, score_from: null, band_from: null }),
    );
    expect(message.subject).toBe("[high] a-1: turned red, 31.2, red");
    expect(message.attributes).toEqual({ kind: "alert", severity: "high", band: "red", rule: "turned red" });
  });
});

test.each(["Re: Source", "RE[2]: Source", "Fwd: Source", "AW: Source"])(
  "a subject does not begin like that of a reply: %s",
  (company) => {
    expect(digest([alert()], { company }).subject).toMatch(
      /^Bellwether: (Re|RE\[2\]|Fwd|AW): Source: 1 account/,
    );
  },
);

describe("a subject is printable ASCII of at most 99 characters", () => {
  test.each([
    ["Ångström & Söhne “Łódź”", /^\[high\] Angstrom & Sohne "\?odz": /],
    ["株式会社", /^\[high\] \?\?\?\?: /],
    ["two\nlines", /^\[high\] two lines: /],
    ["x".repeat(200), /^\[high\] x{89}\.\.\.$/],
  ])("%s", (name, subject) => {
    const message = alertMessage(alert({ name }));
    expect(message.subject).toMatch(subject);
    expect(message.subject).toMatch(/^[ -~]{1,99}$/);
  });
});

describe("a digest", () => {
  test("gives the change, its reasons, the revenue at stake and the date", () => {
    const message = digest([alert()], { notWatched: { accounts: 12, arr: 34567.5 } });
    expect(message).toMatchObject({
      id: "2024-05-01-cs-team-digest",
      kind: "digest",
      route: "cs-team",
      subject: "Northwind Cloud: 1 account at risk, EUR 120,000 ARR, 2024-05-01",
      attributes: { kind: "digest", severity: "high", route: "cs-team" },
    });
    expect(message.body).toBe(`1 account with EUR 120,000 ARR at risk since the last digest:

1. Acme GmbH: 74.96 → 31.2, green → red
   turned red (high, 2024-05-01)
   Since 24 April:
   - Active days in 28 fell from 14 to 3: −20.1 points.
   It is kept low by:
   - active days in 28: 3 (−24.0 points)
   - positive CSAT answers in 90 days: 40 %, last known (−6.2 points)
   ARR EUR 120,000 · renews 2024-07-01, in 61 days · Jane Doe
   https://crm.example.com/a-1

Data as of the end of 2024-05-01, UTC.
Not watched because of insufficient data: 12 accounts with EUR 34,568 ARR.`);
  });

  test("has one entry for several rules of an account, led by the most severe", () => {
    const { body, subject } = digest([
      alert({ alert_id: "1", score_from: 80 }),
      alert({
        alert_id: "2",
        rule: "dropped",
        severity: "critical",
        score_from: 90,
        episode_started_on: "2024-04-30",
      }),
    ]);
    expect(subject).toContain("1 account at risk, EUR 120,000 ARR");
    expect(body).toContain(`1. Acme GmbH: 90.0 → 31.2, green → red
   dropped (critical, 2024-04-30), turned red (high, 2024-05-01)`);
  });

  test("sorts by severity, then by revenue at stake", () => {
    const { body } = digest([
      alert({ account_id: "small", name: "Small", arr: null }),
      alert({ account_id: "big", name: "Big", arr: 9 }),
      alert({ account_id: "low", name: "Low", severity: "low", arr: 1000 }),
      alert({ account_id: "worst", name: "Worst", severity: "critical", arr: 1 }),
    ]);
    expect([...body.matchAll(/^\d\. (\w+):/gm)].map(([, name]) => name)).toEqual([
      "Worst",
      "Big",
      "Small",
      "Low",
    ]);
  });

  test("lists the hundred most important accounts and counts the others", () => {
    const alerts = Array.from({ length: 103 }, (_, index) => alert({ account_id: `a-${index}`, arr: index }));
    const { body, subject } = digest(alerts);
    expect(subject).toContain("103 accounts at risk, EUR 5,253 ARR");
    expect(body.match(/^\d+\. /gm)).toHaveLength(100);
    expect(body).toContain(
      'Not shown: 3 accounts with EUR 3 ARR, less severe or smaller. "bellwether alerts" lists them.',
    );
  });

  test("says which facts are unknown, and that a source is late", () => {
    const { body } = digest([
      alert({
        name: null,
        arr: null,
        renewal_date: null,
        owner: null,
        source_url: null,
        changed_since: null,
        changes: [],
        top_drivers: [],
        score_from: null,
        band_from: null,
        is_stale: true,
      }),
    ]);
    expect(body).toContain(`1. a-1: 31.2, red
   turned red (high, 2024-05-01)
   ARR unknown · no renewal date
   Some of its data is older than 2024-05-01 because a source is late.

Data as of`);
  });

  test("introduces itself on the first live day", () => {
    const message = digest([alert()], { kind: "baseline" });
    expect(message.id).toBe("2024-05-01-cs-team-baseline");
    expect(message.subject).toBe("Northwind Cloud: 1 account already at risk, EUR 120,000 ARR, 2024-05-01");
    expect(message.body).toMatch(
      /^Bellwether watches your accounts from today\. Already at risk: 1 account with EUR 120,000 ARR\./,
    );
  });
});
