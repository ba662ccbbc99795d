import type { PublishBatchRequestEntry } from "@aws-sdk/client-sns";
import { plural } from "../plural.ts";
import type { Message } from "./notifier.ts";

/** SNS's size limit for a message and for a batch: text and attributes, in UTF-8. */
export const mostBytes = 262_144;
const mostEntries = 10;
/** A queue that is delivered the bare message drops one with more. */
const mostAttributes = 10;

/** A message as an entry of a batch, or why SNS would refuse it. */
export type Draft =
  | { readonly status: "ready"; readonly entry: Omit<PublishBatchRequestEntry, "Id">; readonly bytes: number }
  | { readonly status: "refused"; readonly reason: string };

/**
 * The attributes are the message's own, its id, kind and route. Receivers detect duplicates by the id. A text
 * that is too long is cut at the end of a line; an alert is refused instead, because half a JSON document is
 * useless.
 */
export function draftOf(message: Message): Draft {
  const { subject, kind } = message;
  if (!/^[!-~][ -~]{0,98}$/.test(subject))
    return refused(`its subject must have 1 to 99 ASCII characters: ${JSON.stringify(subject)}`);
  const attributes = attributesOf(message);
  if (attributes.length > mostAttributes)
    return refused(`it has ${attributes.length} attributes; SNS delivers at most ${mostAttributes}`);
  const misnamed = attributes.find(([name]) => !isAttributeName(name));
  if (misnamed !== undefined) return refused(`"${misnamed[0]}" is not a valid attribute name`);
  const text = sendable(message.body);
  if (text === "") return refused("it has no text");

  const overhead =
    bytesOf(subject) + attributes.reduce((sum, words) => sum + bytesOf(`${words.join("")}String`), 0);
  const room = mostBytes - overhead;
  const body =
    bytesOf(text) <= room ? text : kind === "alert" ? undefined : cutTo(text, room, whereToLook[kind]);
  if (body === undefined)
    return refused(
      `it has ${overhead + bytesOf(text)} bytes with its attributes; SNS accepts ${mostBytes}: shorten the names ` +
        "of its account, owner and rule",
    );
  const MessageAttributes = Object.fromEntries(
    attributes.map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
  );
  return {
    status: "ready",
    entry: { Subject: subject, Message: body, MessageAttributes },
    bytes: overhead + bytesOf(body),
  };
}

const refused = (reason: string): Draft => ({ status: "refused", reason });

const whereToLook = {
  digest: '"bellwether alerts" lists all accounts',
  baseline: '"bellwether alerts" lists all accounts',
  operator: '"bellwether status" says more',
};

function attributesOf({ id, kind, route, attributes }: Message): [name: string, value: string][] {
  return Object.entries({ ...attributes, id, kind, route: route ?? attributes.route ?? "" })
    .map(([name, value]): [string, string] => [name, sendable(value)])
    .filter(([, value]) => value !== "");
}

function isAttributeName(name: string): boolean {
  return name.length <= 256 && /^[\w-]+(\.[\w-]+)*$/.test(name) && !/^(aws|amazon)\./i.test(name);
}

/** The text without what XML cannot carry, and so no queue. */
function sendable(text: string): string {
  return text.toWellFormed().replace(/[^\t\n\r\u0020-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");
}

/**
 * The first lines of a text, and a last line that says how much is missing; undefined if even that does not
 * fit.
 */
function cutTo(text: string, bytes: number, where: string): string | undefined {
  const note = (left: string) =>
    `[Cut here, ${plural(left.trim().split("\n").length, "line")} (${plural(bytesOf(left), "byte")}) before the ` +
    `end, the size limit of a message. ${where}.]`;
  const room = bytes - bytesOf(`\n${note(text)}`);
  if (room <= 0) return undefined;
  // Of a character that is cut in two, a stream waits for the second half.
  const start = new TextDecoder().decode(Buffer.from(text).subarray(0, room), { stream: true });
  const lineEnd = start.lastIndexOf("\n");
  const kept = lineEnd > 0 ? start.slice(0, lineEnd) : start;
  return `${kept}\n${note(text.slice(kept.length))}`;
}

/** The batches that SNS accepts at once, in the given order. */
export function batchesOf<T extends { readonly bytes: number }>(drafts: readonly T[]): T[][] {
  const batches: T[][] = [];
  let room = 0;
  for (const draft of drafts) {
    const last = batches.at(-1);
    if (last === undefined || last.length === mostEntries || draft.bytes > room) {
      batches.push([draft]);
      room = mostBytes - draft.bytes;
    } else {
      last.push(draft);
      room -= draft.bytes;
    }
  }
  return batches;
}

const bytesOf = (text: string): number => Buffer.byteLength(text);
