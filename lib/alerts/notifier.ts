/** One message, to machines (`alert`), to people of a route (`digest`, `baseline`) or to operators (`operator`). */
export interface Message {
  /** The same id is the same message: a notifier that can tell delivers it once. */
  readonly id: string;
  readonly kind: "alert" | "digest" | "baseline" | "operator";
  readonly route: string | null;
  /** ASCII, at most 99 characters: SNS refuses anything else. */
  readonly subject: string;
  readonly body: string;
  /** What subscribers filter on. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Sends messages: SNS on AWS, files in an outbox on one machine. Resolves only once the message is accepted. */
export interface Notifier {
  send(message: Message): Promise<void>;
}
