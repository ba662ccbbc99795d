import { plural } from "../plural.ts";

/** One message, to machines (`alert`), to people of a route (`digest`, `baseline`) or to operators (`operator`). */
export interface Message {
  /** The id identifies the message: a notifier that can detect duplicates delivers it once. */
  readonly id: string;
  readonly kind: "alert" | "digest" | "baseline" | "operator";
  readonly route: string | null;
  /** ASCII, at most 99 characters: SNS refuses anything else. */
  readonly subject: string;
  readonly body: string;
  /** The attributes that subscribers filter by. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What became of a message: who accepts it delivers it. */
export type Delivery =
  | { readonly id: string; readonly status: "accepted" }
  | { readonly id: string; readonly status: "refused"; readonly reason: string };

/** Messages that were not accepted: the next detection sends them again. */
export class MessagesRefused extends Error {
  override readonly name = "MessagesRefused";
  readonly refused: readonly Delivery[];
  constructor(refused: readonly Delivery[]) {
    const lines = refused.map((delivery) =>
      delivery.status === "refused" ? `  ${delivery.id}: ${delivery.reason}` : "",
    );
    super(
      `${plural(refused.length, "message was", "messages were")} not sent; the next detection retries ${refused.length === 1 ? "it" : "them"}:\n${lines.join("\n")}`,
    );
    this.refused = refused;
  }
}

/** Sends messages: SNS on AWS, files in an outbox on one machine. */
export interface Notifier {
  /** Returns one result per message, in order; a refused message does not stop the others. */
  send(messages: readonly Message[]): Promise<readonly Delivery[]>;
}
