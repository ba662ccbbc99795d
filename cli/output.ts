import ora from "ora";
import type { StepObserver } from "../lib/pipeline/steps.ts";

/** The output of a verb: results to standard output, progress to standard error. */
export interface Output {
  /** A result as lines for a person. */
  line(text?: string): void;
  /** A result as one JSON document. */
  json(value: unknown): void;
  readonly isJson: boolean;
  readonly progress: Progress;
}

export interface Progress extends StepObserver {
  /** Shows the current work; replaces the previous text. */
  show(text: string): void;
  done(text?: string): void;
}

export function openOutput({ isJson }: { readonly isJson: boolean }): Output {
  return {
    isJson,
    line: (text = "") => process.stdout.write(`${text}\n`),
    json: (value) => process.stdout.write(`${JSON.stringify(value, null, 2)}\n`),
    progress: process.stderr.isTTY === true ? spinner() : plainLines(),
  };
}

function spinner(): Progress {
  const turning = ora({ stream: process.stderr });
  const show = (text: string) => {
    if (turning.isSpinning) turning.text = text;
    else turning.start(text);
  };
  return {
    show,
    done: (text) => (text === undefined ? turning.stop() : turning.succeed(text)),
    stepStarted: (name, items) => show(items > 1 ? `${name} (${items})` : name),
    stepEnded: () => {},
  };
}

function plainLines(): Progress {
  const print = (text: string) => process.stderr.write(`${text}\n`);
  return {
    show: print,
    done: (text) => text !== undefined && print(text),
    stepStarted: print,
    stepEnded: () => {},
  };
}
