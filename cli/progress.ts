import isInteractive from "is-interactive";
import ora from "ora";
import type { StepObserver } from "../lib/pipeline/steps.ts";

/** What a verb is doing, on standard error: one line that changes on a terminal, a line per stage elsewhere. */
export interface Progress extends StepObserver {
  /** Shows the current work; replaces the previous text. */
  show(text: string): void;
  /** Shows how much of some work is done. */
  share(work: string, percent: number): void;
  done(summary?: string): void;
}

type ProgressStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/**
 * A terminal of a CI job, a dumb one, and one without a size, as of `script` or `expect`, get plain lines: a spinner
 * clears lines by its width.
 */
export const openProgress = (stream: ProgressStream): Progress =>
  isInteractive({ stream }) && (stream.columns ?? 0) > 0 ? spinner(stream) : plainLines(stream);

function spinner(stream: ProgressStream): Progress {
  // In raw mode Ctrl+C would be a key, which waits for the event loop.
  const turning = ora({ stream, discardStdin: false });
  let day = "";
  const show = (text: string) => {
    if (turning.isSpinning) turning.text = text;
    else turning.start(text);
  };
  return {
    show,
    share: (work, percent) => show(`${work} ${percent} %`),
    stepStarted: (name, items) => {
      const planned = plannedDay(name);
      if (planned !== undefined) day = `${planned}: `;
      show(`${day}${stageText(name, items)}`);
    },
    stepEnded: () => {},
    done: (summary) => void (summary === undefined ? turning.stop() : turning.succeed(summary)),
  };
}

/** A line per stage; of a history, whose days would have forty lines each, a line per day. */
function plainLines(stream: ProgressStream): Progress {
  const print = (text: string) => void stream.write(`${text}\n`);
  const begun = new Set<string>();
  let isHistory = false;
  return {
    show: print,
    share: (work) => {
      if (begun.has(work)) return;
      begun.add(work);
      print(work);
    },
    stepStarted: (name, items) => {
      const day = plannedDay(name);
      if (day !== undefined) print(`building ${day}`);
      isHistory = day !== undefined || (isHistory && name !== "publish");
      if (items !== undefined && !isHistory) print(stageText(name, items));
    },
    stepEnded: () => {},
    done: (summary) => summary !== undefined && print(summary),
  };
}

/** The day that a history begins with this step. */
const plannedDay = (step: string): string | undefined => /^plan (\d{4}-\d{2}-\d{2})$/.exec(step)?.[1];

const stageText = (name: string, items: number | undefined): string =>
  items === undefined ? name : `${name} (${items})`;
