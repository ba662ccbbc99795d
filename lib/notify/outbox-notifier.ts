import { documentBody } from "../storage/documents.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import type { Delivery, Message, Notifier } from "./notifier.ts";

/** The messages on one machine: one document per message, `outbox/<kind>/<id>.json`, written once. */
export class OutboxNotifier implements Notifier {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  async send(messages: readonly Message[]): Promise<readonly Delivery[]> {
    const deliveries: Delivery[] = [];
    for (const message of messages) {
      await this.#store.putIfAbsent(`outbox/${message.kind}/${message.id}.json`, documentBody(message));
      deliveries.push({ id: message.id, status: "accepted" });
    }
    return deliveries;
  }
}
