import { z } from "zod";

/** A number, also as text: the command line's `-c key=value` knows only that. */
const amount = z.preprocess(
  (given) => (typeof given === "string" && given.trim() !== "" ? Number(given) : given),
  z.number("a number").positive("a number above 0"),
);

/** The settings of one deployment: the context of cdk.json, or of the command line as `-c <key>=<value>`. */
export const Settings = z.object({
  stage: z
    .string("a name such as prod or demo")
    .regex(/^[a-z][a-z0-9]{0,15}$/, "up to 16 lower-case letters and digits, a letter first")
    .describe("the name of the deployment, part of every resource name"),
  region: z
    .string("an AWS region such as eu-central-1")
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS region such as eu-central-1"),
  account: z
    .string("12 digits, quoted")
    .regex(/^\d{12}$/, "12 digits")
    .optional()
    .describe("the only account that may be deployed to; default: the account of the credentials"),
  project: z.string("a folder").min(1, "a folder").describe("the folder of bellwether.yaml"),
  alarmEmail: z.email("an email address").optional().describe("receives the alarms"),
  runbookUrl: z.string("a link").min(1, "a link").describe("where the runbook is hosted; alarms link to it"),
  monthlyBudgetUsd: amount
    .optional()
    .describe(
      "operators are notified at 80 % of it, and when the forecast exceeds it; covers the whole account",
    ),
  scanBudgetGbPerDay: amount.describe("an alarm when the runs of a day scan more"),
  scanCutoffGb: amount.describe("Athena cancels a query that scans more"),
});
export type Settings = z.infer<typeof Settings>;

/** Settings with mistakes, all of them. */
export class WrongSettings extends Error {
  override readonly name = "WrongSettings";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `the context of this deployment is wrong (cdk.json, or -c <key>=<value>):\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
    );
    this.problems = problems;
  }
}

/** @param contextOf returns the context value of a key @throws WrongSettings */
export function readSettings(contextOf: (key: string) => unknown): Settings {
  const given = Object.fromEntries(Object.keys(Settings.shape).map((key) => [key, contextOf(key)]));
  const parsed = Settings.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new WrongSettings(
    parsed.error.issues.map(({ path, message }) => {
      const key = path.join(".");
      return `${key}: expected ${message}, found ${JSON.stringify(given[key]) ?? "nothing"}`;
    }),
  );
}
