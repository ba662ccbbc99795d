import { PublishBatchCommand, SNSClient } from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import type { Message } from "../../lib/notify/notifier.ts";
import { SnsNotifier } from "../../lib/notify/sns-notifier.ts";

const sns = mockClient(SNSClient);
const notifier = new SnsNotifier({
  client: new SNSClient({ region: "eu-central-1" }),
  alertsTopicArn: "alerts",
  operatorsTopicArn: "operators",
});

beforeEach(() => {
  sns.reset();
  sns.on(PublishBatchCommand).callsFake(({ PublishBatchRequestEntries = [] }) => ({
    Successful: PublishBatchRequestEntries.map(({ Id }: { Id: string }) => ({ Id })),
  }));
});

const published = () => sns.commandCalls(PublishBatchCommand).map(({ args: [{ input }] }) => input);
const entries = () =>
  published().flatMap(({ PublishBatchRequestEntries = [] }) => PublishBatchRequestEntries);

const message = (fields: Partial<Message> = {}): Message => ({
  id: "2024-05-01-cs-team-digest",
  kind: "digest",
  route: "cs-team",
  subject: "Northwind: 1 account at risk",
  body: "1. Acme",
  attributes: { kind: "digest", severity: "high", route: "cs-team" },
  ...fields,
});
const alert = (id: string, body = "{}"): Message =>
  message({ id, kind: "alert", route: null, body, attributes: { kind: "alert", owner: "Zoë" } });

test("an entry has its filter attributes, and an id by which receivers recognise a repetition", async () => {
  expect(await notifier.send([message({ attributes: { severity: "high", owner: "" } })])).toEqual([
    { id: "2024-05-01-cs-team-digest", status: "accepted" },
  ]);
  const text = (StringValue: string) => ({ DataType: "String", StringValue });
  expect(published()).toEqual([
    {
      TopicArn: "alerts",
      PublishBatchRequestEntries: [
        {
          ...{ Id: "0", Subject: "Northwind: 1 account at risk", Message: "1. Acme" },
          MessageAttributes: {
            ...{ severity: text("high"), id: text("2024-05-01-cs-team-digest") },
            ...{ kind: text("digest"), route: text("cs-team") },
          },
        },
      ],
    },
  ]);
});

test("operators have their own topic", async () => {
  await notifier.send([message({ kind: "operator", route: null, attributes: {} }), alert("a"), message()]);
  expect(
    published().map(({ TopicArn, PublishBatchRequestEntries }) => [
      TopicArn,
      PublishBatchRequestEntries?.length,
    ]),
  ).toEqual([
    ["operators", 1],
    ["alerts", 2],
  ]);
});

test("a batch has at most ten messages and at most 256 KiB, counted as UTF-8", async () => {
  await notifier.send(Array.from({ length: 23 }, (_, index) => alert(`small-${index}`)));
  expect(published().map((batch) => batch.PublishBatchRequestEntries?.length)).toEqual([10, 10, 3]);
  sns.resetHistory();
  const umlauts = "ü".repeat(50_000);
  await notifier.send(["a", "b", "c", "d"].map((id) => alert(id, umlauts)));
  expect(published().map((batch) => batch.PublishBatchRequestEntries?.length)).toEqual([2, 2]);
});

describe("in a batch", () => {
  const failed = (Id: string, SenderFault: boolean) => ({
    ...{ Id, SenderFault, Code: SenderFault ? "InvalidParameter" : "InternalError", Message: "said SNS" },
  });

  test("a refused message stops no other, and results are in the order of the messages", async () => {
    sns.on(PublishBatchCommand).resolves({ Successful: [{ Id: "2" }], Failed: [failed("0", true)] });
    expect(await notifier.send([alert("a"), alert("b", ""), alert("c"), alert("d")])).toEqual([
      { id: "a", status: "refused", reason: "InvalidParameter: said SNS" },
      { id: "b", status: "refused", reason: "it has no text" },
      { id: "c", status: "accepted" },
      { id: "d", status: "refused", reason: "SNS returned no result for it" },
    ]);
    expect(published()).toHaveLength(1);
  });

  test("only messages that failed in SNS are sent again", async () => {
    sns
      .on(PublishBatchCommand)
      .resolvesOnce({ Successful: [{ Id: "0" }], Failed: [failed("1", false), failed("2", false)] })
      .resolvesOnce({ Successful: [{ Id: "2" }], Failed: [failed("1", true)] });
    expect((await notifier.send([alert("a"), alert("b"), alert("c")])).map(({ status }) => status)).toEqual([
      "accepted",
      "refused",
      "accepted",
    ]);
    expect(published().map((batch) => batch.PublishBatchRequestEntries?.map(({ Id }) => Id))).toEqual([
      ["0", "1", "2"],
      ["1", "2"],
    ]);
  });

  test("a message that keeps failing in SNS is refused", async () => {
    sns.on(PublishBatchCommand).resolves({ Failed: [failed("0", false)] });
    expect(await notifier.send([alert("a")])).toEqual([
      { id: "a", status: "refused", reason: "InternalError: said SNS" },
    ]);
    expect(published()).toHaveLength(4);
  });

  test("a failed call refuses its messages, and the others are still sent", async () => {
    sns
      .on(PublishBatchCommand, { TopicArn: "alerts" })
      .rejects(Object.assign(new Error("may not publish"), { name: "AuthorizationError" }));
    const operator = message({ id: "late", kind: "operator", route: null });
    expect(await notifier.send([alert("a"), operator])).toEqual([
      { id: "a", status: "refused", reason: "AuthorizationError: may not publish" },
      { id: "late", status: "accepted" },
    ]);
  });
});

describe("a message that SNS would not accept is refused before it is sent", () => {
  test.each([
    ["its subject must have", message({ subject: "Zoë" })],
    ["its subject must have", message({ subject: "two\nlines" })],
    ["its subject must have", message({ subject: " a blank first" })],
    ["its subject must have", message({ subject: "x".repeat(100) })],
    ["its subject must have", message({ subject: "" })],
    ["it has no text", message({ body: "" })],
    ["is not a valid attribute name", message({ attributes: { "AWS.x": "1" } })],
    ["is not a valid attribute name", message({ attributes: { "a..b": "1" } })],
    ["is not a valid attribute name", message({ attributes: { "a b": "1" } })],
    [
      "it has 11 attributes",
      message({ attributes: Object.fromEntries(Array.from("abcdefgh", (name) => [name, "1"])) }),
    ],
  ])("%s", async (reason, refused) => {
    expect(await notifier.send([refused])).toEqual([
      { id: refused.id, status: "refused", reason: expect.stringContaining(reason) },
    ]);
    expect(published()).toEqual([]);
  });

  test("characters that no queue accepts are replaced", async () => {
    await notifier.send([message({ body: "a\0b\u{ffff}c\ud800d\te\u{1f389}\n" })]);
    expect(entries()[0]?.Message).toBe("a\ufffdb\ufffdc\ufffdd\te\u{1f389}\n");
  });
});

describe("a body that is too long", () => {
  const bytesOf = ({
    Subject = "",
    Message = "",
    MessageAttributes = {},
  }: ReturnType<typeof entries>[number]) =>
    Buffer.byteLength(
      Subject +
        Message +
        Object.entries(MessageAttributes)
          .map(([name, { DataType, StringValue }]) => `${name}${DataType}${StringValue}`)
          .join(""),
    );

  test("is cut at the end of a line, and says what is missing and where to find it", async () => {
    const line = `${"ü".repeat(49)}\n`;
    await notifier.send([message({ body: line.repeat(4_000) })]);
    const [entry] = entries();
    const body = entry?.Message ?? "";
    expect(body.replaceAll(line, "")).toBe(
      '[Cut here, 1,355 lines (134,146 bytes) before the end, the size limit of a message. "bellwether alerts" lists all accounts.]',
    );
    expect(body.split(line).length - 1 + 1_355).toBe(4_000);
    expect(entry && bytesOf(entry)).toBeLessThanOrEqual(262_144);
    expect(entry && bytesOf(entry)).toBeGreaterThan(262_000);
  });

  test("on one line is cut between two characters", async () => {
    await notifier.send([message({ kind: "operator", body: `x${"ü".repeat(140_000)}` })]);
    const [entry] = entries();
    expect(entry?.Message).toMatch(
      /^xü+\n\[Cut here, 1 line \([\d,]+ bytes\) .*"bellwether status" says more\.\]$/,
    );
    expect(entry && bytesOf(entry)).toBeLessThanOrEqual(262_144);
  });

  test("is not cut at exactly the size limit", async () => {
    await notifier.send([alert("a", "")]);
    await notifier.send([alert("a", "x")]);
    const [entry] = entries();
    const body = "x".repeat(262_144 - (entry === undefined ? 0 : bytesOf(entry)) + 1);
    expect(await notifier.send([alert("a", body)])).toEqual([{ id: "a", status: "accepted" }]);
    expect(await notifier.send([alert("a", `${body}x`)])).toMatchObject([{ status: "refused" }]);
  });

  test("is refused for an alert, or without room next to its attributes", async () => {
    const long = alert("a", JSON.stringify("x".repeat(300_000)));
    const crowded = message({ attributes: { owner: "x".repeat(262_050) }, body: "y".repeat(300) });
    expect(await notifier.send([long, crowded, alert("b")])).toEqual([
      {
        id: "a",
        status: "refused",
        reason: expect.stringMatching(/^it has 300\d\d\d bytes .* accepts 262144: /),
      },
      { id: crowded.id, status: "refused", reason: expect.stringContaining("shorten the names") },
      { id: "b", status: "accepted" },
    ]);
  });
});
