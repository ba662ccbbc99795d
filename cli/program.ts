import { Command, CommanderError } from "commander";
import { NoProject, RejectedConfig } from "../lib/project/load.ts";
import { CdkFailed } from "./cdk.ts";
import { addAlerts } from "./verbs/alerts.ts";
import { addBackfill } from "./verbs/backfill.ts";
import { addCheck } from "./verbs/check.ts";
import { addCompile } from "./verbs/compile.ts";
import { addDeploy } from "./verbs/deploy.ts";
import { addDoctor } from "./verbs/doctor.ts";
import { addExplain } from "./verbs/explain.ts";
import { addInit } from "./verbs/init.ts";
import { addLand } from "./verbs/land.ts";
import { addPreview } from "./verbs/preview.ts";
import { addQuery } from "./verbs/query.ts";
import { addRetract } from "./verbs/retract.ts";
import { addRollback } from "./verbs/rollback.ts";
import { addRun } from "./verbs/run.ts";
import { addShow } from "./verbs/show.ts";
import { addStatus } from "./verbs/status.ts";
import { WrongUsage } from "./wrong-usage.ts";

const exitCodes = { done: 0, failed: 1, wrongUsage: 2 } as const;

const verbs = [
  ...[
    addInit,
    addCheck,
    addPreview,
    addCompile,
    addShow,
    addLand,
    addRetract,
    addRun,
    addBackfill,
    addRollback,
  ],
  ...[addStatus, addQuery, addExplain, addAlerts],
  ...[addDeploy, addDoctor],
];

/** Runs the command with these arguments; returns its exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  const program = new Command("bellwether")
    .description("Scores the health of every account each day and explains every point.")
    .option("--project <dir>", "the folder of bellwether.yaml", ".")
    .option("--json", "print the result as one JSON document", false)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });
  for (const add of verbs) add(program);
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCodes.done;
  } catch (error) {
    return report(error);
  }
}

/** Prints the error and returns its exit code. */
function report(error: unknown): number {
  // Commander has already printed its message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  if (process.env.DEBUG !== undefined && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  if (error instanceof CdkFailed) return error.exitCode;
  const isUsage = [RejectedConfig, NoProject, WrongUsage].some((kind) => error instanceof kind);
  return isUsage ? exitCodes.wrongUsage : exitCodes.failed;
}
