import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { benchChanges } from "./changes.ts";
import { type Curve, wholeCurve, withPart } from "./curve.ts";
import { curveAccounts } from "./curve-accounts.ts";
import { curveDays } from "./curve-days.ts";
import { benchLanding } from "./landing.ts";
import { benchLarge } from "./large.ts";
import { circumstances } from "./machine.ts";
import { writeFigures } from "./page.ts";
import { Report } from "./report.ts";
import { benchSmall } from "./small.ts";

const wholeNumber = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It is no whole number.");
  return Number(text);
};

const command = new Command("npm run bench --")
  .description(
    "Measures days side by side with what they are compared with, and judges each bar on a quiet machine.\n" +
      "Without a name, it runs --large and --landing. It needs Linux.",
  )
  .option("--large", "a large day beside its own SQL on bare DuckDB")
  .option("--small", "the demo's days beside those of another commit")
  .option("--changes", "why scores changed beside the scores themselves")
  .option("--landing", "landing beside gzip -1")
  .option(
    "--curve [parts...]",
    "days as accounts and history grow: all, or accounts=1000,10000 days=10,60",
    withPart,
  )
  .option("--against <commit or folder>", "compare small or large days with this [small: HEAD~1]")
  .option("--accounts <n>", "accounts of the large day, and of changes", wholeNumber, 100_000)
  .option("--usage-per-day <n>", "usage rows of the large day", wholeNumber, 1_000_000)
  .option("--days <n>", "days of history [large: 31, curve of accounts: 10]", wholeNumber)
  .option("--repeats <n>", "turns of a comparison [small: 16, others: 5]", wholeNumber)
  .option("--at-most <ratio>", "the bar of small days", Number, 1.05)
  .option("--landing-mb <n>", "megabytes of the landed files", wholeNumber, 1_000)
  .option("--keep", "keep the files, and say where they are")
  .option("--write", "put the figures into docs/performance.md")
  .option("--no-bars", "exit with 0 even if a bar is missed: for a size that only shows that the bench works")
  .parse();

interface Options {
  readonly large?: true;
  readonly small?: true;
  readonly changes?: true;
  readonly landing?: true;
  readonly curve?: true | Curve;
  readonly against?: string;
  readonly accounts: number;
  readonly usagePerDay: number;
  readonly days?: number;
  readonly repeats?: number;
  readonly atMost: number;
  readonly landingMb: number;
  readonly keep?: true;
  readonly write?: true;
  readonly bars: boolean;
}
const options = command.opts<Options>();
const { against, days, repeats: turns = 5 } = options;

const curve: Curve = options.curve === true ? wholeCurve : (options.curve ?? {});

/** Named as their places in docs/performance.md. */
type Bench = "large" | "small" | "changes" | "landing" | "accounts" | "days";
const benches: Readonly<Record<Bench, (report: Report, directory: string) => Promise<void>>> = {
  large: (report, directory) => {
    const size = { accounts: options.accounts, usagePerDay: options.usagePerDay };
    return benchLarge(report, directory, { size, days: days ?? 31, turns, against });
  },
  small: (report, directory) => {
    const { repeats: nights = 16, atMost } = options;
    return benchSmall(report, directory, { against: against ?? "HEAD~1", nights, atMost });
  },
  changes: (report, directory) => benchChanges(report, directory, { accounts: options.accounts, turns }),
  landing: (report, directory) => benchLanding(report, directory, { megabytes: options.landingMb, turns }),
  accounts: (report, directory) =>
    curveAccounts(report, directory, { accounts: curve.accounts ?? [], days: days ?? 10, turns }),
  days: (report, directory) => curveDays(report, directory, { marks: curve.days ?? [], turns }),
};
const asked = {
  large: options.large,
  small: options.small,
  changes: options.changes,
  landing: options.landing,
  accounts: curve.accounts,
  days: curve.days,
};
const named = (Object.keys(benches) as Bench[]).filter((name) => asked[name] !== undefined);

const directory = await mkdtemp(join(tmpdir(), "bellwether-bench-"));
try {
  for (const name of named.length === 0 ? (["large", "landing"] as const) : named) {
    const report = new Report();
    report.note(await circumstances());
    const own = join(directory, name);
    await mkdir(own);
    await benches[name](report, own);
    if (options.keep === undefined) await rm(own, { recursive: true });
    process.stdout.write(`\n## ${name}\n\n${report}\n`);
    if (options.write === true) await writeFigures(name, `${report}`);
    if (options.bars && report.missed.length > 0) process.exitCode = 1;
  }
} finally {
  if (options.keep === true) process.stderr.write(`kept in ${directory}\n`);
  else await rm(directory, { recursive: true, force: true });
}
