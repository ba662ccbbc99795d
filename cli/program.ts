import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { Command } from "commander";
import { withExamples } from "./examples.ts";
import { invocationFor } from "./options.ts";
import { exitCodes, reportError } from "./report-error.ts";
import { addAlerts, addDiff, addExplain, addLint, addQuery, addStatus } from "./usage/answers.ts";
import { addBackfill, addRollback, addRun } from "./usage/days.ts";
import { addLand, addOverride, addRetract } from "./usage/landing.ts";
import { addCheck, addCompile, addInit, addPreview, addShow } from "./usage/project.ts";
import { addDeploy, addDoctor } from "./usage/stage.ts";

/** How each verb is used. What it does is in verbs/, which loads a hundred times as much, and so on demand. */
const usages = [
  ...[
    addInit,
    addCheck,
    addPreview,
    addCompile,
    addShow,
    addLand,
    addRetract,
    addOverride,
    addRun,
    addBackfill,
    addRollback,
  ],
  ...[addStatus, addQuery, addExplain, addAlerts, addDiff, addLint],
  ...[addDeploy, addDoctor],
];

/** Runs the command with these arguments; returns its exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  // Also before a mistake that ends the parsing of the options.
  const isJson = args.includes("--json");
  const program = new Command("bellwether")
    .description("Scores the health of every account each day and explains every point.")
    .version(packageVersion())
    .option("--project <dir>", "the folder of bellwether.yaml", ".")
    .option("--json", "print the result, or the error, as one JSON document", false)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput(isJson ? { writeErr: () => {} } : {});
  withExamples(program, ["init", "check", "preview", "land", "run", "explain acme", "run --help"]);
  for (const add of usages) add(program);
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCodes.done;
  } catch (error) {
    return reportError(error, { isJson, invocation: invocationFor(program) });
  }
}

/** Of the package, which is the nearest folder above with a package.json, from a checkout as from dist/. */
function packageVersion(): string {
  const file = findPackageJSON(import.meta.url);
  if (file === undefined) throw new Error("Bellwether is not in a package");
  const { version }: { readonly version: string } = JSON.parse(readFileSync(file, "utf8"));
  return version;
}
