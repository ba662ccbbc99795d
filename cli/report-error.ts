import { CommanderError } from "commander";
import { jsonText } from "../lib/json-text.ts";
import { type Invocation, pasteable } from "./invocation.ts";

export const exitCodes = { done: 0, failed: 1, wrongUsage: 2 } as const;

/** The printed result already names the failure; the command only has to end with its exit code. */
export class FailureShown extends Error {
  override readonly name = "FailureShown";
  readonly exitCode: number;
  constructor(exitCode: number = exitCodes.failed) {
    super("the result names the failure");
    this.exitCode = exitCode;
  }
}

/** By name: the modules of these errors are only loaded by the verbs that throw them. */
const usageErrors: ReadonlySet<string> = new Set([
  "RejectedConfig",
  "NoProject",
  "NotBelowProject",
  "WrongUsage",
]);

/**
 * Prints an error, for a person to standard error, otherwise to standard output as the only document:
 * `{ "error": { "name", "message", …its data } }`. Returns the exit code.
 */
export function reportError(
  error: unknown,
  { isJson, invocation }: { readonly isJson: boolean; readonly invocation: Invocation },
): number {
  if (error instanceof FailureShown) return error.exitCode;
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done;
  const document = documentOf(error);
  const message = pasteable(document.message, invocation);
  if (isJson) process.stdout.write(`${jsonText({ error: { ...document, message } }, 2)}\n`);
  // Commander has already printed its message for a person.
  else if (!(error instanceof CommanderError)) process.stderr.write(`${message}\n`);
  if (process.env.DEBUG !== undefined && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return exitCodeOf(error);
}

function exitCodeOf(error: unknown): number {
  if (!(error instanceof Error)) return exitCodes.failed;
  if (error instanceof CommanderError || usageErrors.has(error.name)) return exitCodes.wrongUsage;
  return "exitCode" in error && typeof error.exitCode === "number" ? error.exitCode : exitCodes.failed;
}

interface ErrorDocument {
  readonly name: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** The name, the message and the data of an error, and of the errors among its data. */
function documentOf(error: unknown): ErrorDocument {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  if (error instanceof CommanderError)
    return { name: "WrongUsage", message: error.message.replace(/^error: /, "") };
  return { name: error.name, message: error.message, ...dataOf(error) };
}

const dataOf = (error: Error): object =>
  Object.fromEntries(
    Object.entries(error)
      .filter(([field]) => field !== "name" && field !== "message")
      .map(([field, value]) => [field, documented(value)]),
  );

function documented(value: unknown): unknown {
  if (value instanceof Error) return documentOf(value);
  return Array.isArray(value) ? value.map(documented) : value;
}
