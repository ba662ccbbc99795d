import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { verbNames } from "./verb-names.ts";

/** How the command was started: enough to start it again from the same place. */
export interface Invocation {
  /** The words before the options, such as `bellwether` or `npm run -s bellwether --`. */
  readonly program: string;
  /** The `--project` to repeat; undefined when the default finds the same folder. */
  readonly project: string | undefined;
}

interface Started {
  /** The script that Node runs. */
  readonly script: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The `--project` that was given. */
  readonly project: string | undefined;
}

/** Reads from the process how it was started. */
export function invocationOf({ script, cwd, env, project }: Started): Invocation {
  const checkout = checkoutOf(script);
  if (checkout === undefined)
    return { program: env.npm_command === "exec" ? "npx bellwether" : "bellwether", project };
  // npm starts the script in the checkout, wherever it was called below it.
  if (cwd === checkout) return { program: "npm run -s bellwether --", project };
  return {
    program: `npm --prefix ${shellWord(checkout)} run -s bellwether --`,
    project: resolve(cwd, project ?? "."),
  };
}

/** The checkout whose TypeScript runs; undefined for an installed package, which is JavaScript. */
function checkoutOf(script: string): string | undefined {
  const root = resolve(dirname(script), "..");
  return existsSync(join(dirname(script), "run-command.ts")) ? root : undefined;
}

const commands = new RegExp(`(?<![\\w./-])bellwether (?=(?:${verbNames.join("|")})\\b)`, "g");

/**
 * A text with its commands (`bellwether land …`) as they can be pasted where the text is printed. Messages of lib/
 * name the plain command, because operators read them in logs and mails as well.
 */
export function pasteable(text: string, { program, project }: Invocation): string {
  const start = project === undefined ? program : `${program} --project ${shellWord(project)}`;
  return text.replaceAll(commands, () => `${start} `);
}

/** A word as a POSIX shell reads it. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
