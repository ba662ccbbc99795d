import { setTimeout as delay } from "node:timers/promises";
import {
  type BatchResultErrorEntry,
  PublishBatchCommand,
  type PublishBatchRequestEntry,
  type SNSClient,
} from "@aws-sdk/client-sns";
import type { Delivery, Message, Notifier } from "./notifier.ts";
import { batchesOf, draftOf } from "./sns-entries.ts";

export interface SnsOptions {
  /** Tries again by itself when a whole call fails. */
  readonly client: SNSClient;
  /** The topic for everything except operator notices. */
  readonly alertsTopicArn: string;
  readonly operatorsTopicArn: string;
}

const attempts = 4;
const firstDelayMilliseconds = 100;

/** Sends messages through SNS, ten at a time. A message may arrive twice, with the same attribute `id`. */
export class SnsNotifier implements Notifier {
  readonly #options: SnsOptions;

  constructor(options: SnsOptions) {
    this.#options = options;
  }

  async send(messages: readonly Message[]): Promise<readonly Delivery[]> {
    const drafts = messages.map((message, position) => ({
      ...{ id: String(position), topicArn: this.#topicOf(message) },
      ...draftOf(message),
    }));
    const refused = drafts.filter((draft) => draft.status === "refused");
    const reasons = new Map(refused.map(({ id, reason }) => [id, reason]));
    const ready = drafts.filter((draft) => draft.status === "ready");
    for (const [topicArn, letters] of Map.groupBy(ready, (letter) => letter.topicArn))
      for (const batch of batchesOf(letters))
        for (const [id, reason] of await this.#publish(topicArn, batch)) reasons.set(id, reason);
    return messages.map(({ id }, position) => {
      const reason = reasons.get(String(position));
      return reason === undefined ? { id, status: "accepted" } : { id, status: "refused", reason };
    });
  }

  #topicOf({ kind }: Message): string {
    return kind === "operator" ? this.#options.operatorsTopicArn : this.#options.alertsTopicArn;
  }

  /**
   * Publishes a batch, and retries the entries that failed on SNS's side. Returns the refused entries with
   * their reasons.
   */
  async #publish(
    topicArn: string,
    batch: readonly Letter[],
    attempt = 1,
  ): Promise<ReadonlyMap<string, string>> {
    const failures = await this.#publishOnce(topicArn, batch);
    const again = attempt < attempts ? batch.filter(({ id }) => failures.get(id)?.isPassing) : [];
    const reasons = new Map([...failures].map(([id, { reason }]) => [id, reason]));
    if (again.length === 0) return reasons;
    for (const { id } of again) reasons.delete(id);
    await delay(firstDelayMilliseconds * 2 ** (attempt - 1));
    return new Map([...reasons, ...(await this.#publish(topicArn, again, attempt + 1))]);
  }

  async #publishOnce(topicArn: string, batch: readonly Letter[]): Promise<ReadonlyMap<string, Failure>> {
    try {
      const { Successful = [], Failed = [] } = await this.#options.client.send(
        new PublishBatchCommand({
          TopicArn: topicArn,
          PublishBatchRequestEntries: batch.map(({ id, entry }) => ({ Id: id, ...entry })),
        }),
      );
      const accepted = new Set(Successful.map(({ Id }) => Id));
      const failures = new Map(Failed.map((failure) => [failure.Id, failureOf(failure)]));
      const left = batch.filter(({ id }) => !accepted.has(id));
      return new Map(left.map(({ id }) => [id, failures.get(id) ?? unanswered]));
    } catch (error) {
      // Treats a failed call like refused entries, so that entries accepted in an earlier batch are not sent
      // again.
      return new Map(batch.map(({ id }) => [id, { reason: String(error), isPassing: false }]));
    }
  }
}

/** An entry on its way; `id` names it within its batch. */
interface Letter {
  readonly id: string;
  readonly entry: Omit<PublishBatchRequestEntry, "Id">;
}

interface Failure {
  readonly reason: string;
  /** True when the fault is not the message's. */
  readonly isPassing: boolean;
}

const unanswered: Failure = { reason: "SNS returned no result for it", isPassing: false };

const failureOf = ({ Code, Message, SenderFault }: BatchResultErrorEntry): Failure => ({
  reason: Message === undefined ? `${Code}` : `${Code}: ${Message}`,
  isPassing: SenderFault === false,
});
