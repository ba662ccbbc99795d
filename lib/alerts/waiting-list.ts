import { z } from "zod";
import { documentBody, readDocument } from "../storage/documents.ts";
import type { Etag, ObjectStore } from "../storage/object-store.ts";

/** An alert waiting to be sent to a route, in a digest or in its baseline summary. */
const WaitingAlert = z.object({
  route: z.string(),
  kind: z.enum(["digest", "baseline"]),
  alert_id: z.string(),
  episode_started_on: z.iso.date(),
});
export type WaitingAlert = z.infer<typeof WaitingAlert>;

/** Names a digest: a route has one of each kind a day. */
const DigestName = z.object({
  route: z.string(),
  kind: z.enum(["digest", "baseline"]),
  as_of_date: z.iso.date(),
});
export type DigestName = z.infer<typeof DigestName>;

const WaitingState = z.object({
  waiting: z.array(WaitingAlert),
  /** The digest that is just being made and sent: the first thing to finish after a kill. */
  under_way: DigestName.nullable(),
  /** The run whose alerts are all sent, and the number of open ones: it need not be read again. */
  told: z.object({ run_id: z.string(), open: z.int() }).nullable().default(null),
});
export type WaitingState = z.infer<typeof WaitingState>;

const key = "state/alerts/detect.json";

export class DetectOvertaken extends Error {
  override readonly name = "DetectOvertaken";
  constructor() {
    super(
      `${key} was changed by another detection: this one stops, and the other sends the remaining alerts`,
    );
  }
}

/** The alerts that wait for the next digests, kept in the store; used only by the holder of the detection lease. */
export class WaitingList {
  readonly #store: ObjectStore;
  #state: WaitingState;
  #etag: Etag | undefined;

  private constructor(store: ObjectStore, state: WaitingState, etag: Etag | undefined) {
    this.#store = store;
    this.#state = state;
    this.#etag = etag;
  }

  static async open(store: ObjectStore): Promise<WaitingList> {
    const document = await readDocument(store, key, WaitingState);
    return new WaitingList(
      store,
      document?.value ?? { waiting: [], under_way: null, told: null },
      document?.etag,
    );
  }

  get state(): WaitingState {
    return this.#state;
  }

  /** @throws DetectOvertaken when the list has changed since it was read */
  async change(change: Partial<WaitingState>): Promise<void> {
    const state = { ...this.#state, ...change };
    const body = documentBody(state);
    if (body === documentBody(this.#state)) return;
    const etag =
      this.#etag === undefined
        ? await this.#store.putIfAbsent(key, body)
        : await this.#store.putIfMatch(key, body, this.#etag);
    if (etag === undefined) throw new DetectOvertaken();
    this.#state = state;
    this.#etag = etag;
  }
}
