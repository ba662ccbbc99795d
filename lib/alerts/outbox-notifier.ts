import { documentBody } from "../storage/documents.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import type { Message, Notifier } from "./notifier.ts";

/** The messages of one machine: a document each, `outbox/<kind>/<id>.json`, which is written once. */
export class OutboxNotifier implements Notifier {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  async send(message: Message): Promise<void> {
    await this.#store.putIfAbsent(`outbox/${message.kind}/${message.id}.json`, documentBody(message));
  }
}
