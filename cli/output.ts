import { jsonText } from "../lib/json-text.ts";
import { type Invocation, pasteable } from "./invocation.ts";
import { openProgress, type Progress } from "./progress.ts";

/** The output of a verb: results to standard output, progress to standard error. */
export interface Output extends Disposable {
  /** A part of the result, as it is. */
  line(text?: string): void;
  /** A sentence for a person; its commands are printed as they can be pasted. */
  say(text: string): void;
  /** A result as one JSON document. */
  json(value: unknown): void;
  readonly isJson: boolean;
  readonly progress: Progress;
}

export interface OutputOptions {
  readonly isJson: boolean;
  /** How the commands in sentences start. @default as they are written */
  readonly invocation?: Invocation;
}

export function openOutput({
  isJson,
  invocation = { program: "bellwether", project: undefined },
}: OutputOptions): Output {
  const line = (text = ""): void => void process.stdout.write(`${text}\n`);
  const progress = openProgress(process.stderr);
  return {
    isJson,
    line,
    say: (text) => line(pasteable(text, invocation)),
    json: (value) => line(jsonText(value, 2)),
    progress,
    // Also after an error: a spinner would turn on.
    [Symbol.dispose]: () => progress.done(),
  };
}
