import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SyntheticExports } from "../examples/synthetic-company/generate.ts";
import { lakeDirectory } from "../lib/local/open-project.ts";
import { DuckDbSession, quoteText } from "../lib/warehouse/duckdb-session.ts";
import { configFile, dateOf } from "./company.ts";
import type { Report } from "./report.ts";
import { performAlone } from "./runner.ts";
import { type Spent, spentBy } from "./spent.ts";
import { compare, loadOf, takeTurns, whyLoaded } from "./turns.ts";

const rowsPerMegabyte = 16_000;
const formats = ["csv", "ndjson"] as const;

/** Landing of a large file beside `gzip -1` of the same bytes, for each format. */
export async function benchLanding(
  report: Report,
  directory: string,
  { megabytes, turns }: { readonly megabytes: number; readonly turns: number },
): Promise<void> {
  for (const format of formats) {
    const project = join(directory, format);
    const file = await writeProject(project, format, megabytes);
    let bytes = 0;
    let peakMegabytes = 0;
    const land = async (): Promise<Spent> => {
      await rm(join(project, lakeDirectory), { recursive: true, force: true });
      const task = { kind: "land", asOfDate: dateOf(1), source: "product" } as const;
      const landed = await performAlone({ directory: project }, task);
      bytes = landed.bytes ?? 0;
      peakMegabytes = Math.max(peakMegabytes, landed.spent.peakMegabytes);
      return landed.spent;
    };
    const taken = await takeTurns(turns, [land, async () => (await spentBy(() => gzip(file))).spent]);
    await rm(project, { recursive: true });

    const { one, other, ratio } = compare(taken, 0, 1);
    const speed = (seconds: number): string => (bytes / 1e6 / seconds).toFixed(1);
    report.note(`${(bytes / 1e6).toFixed(0)} MB of ${format}. ${loadOf(taken)}`);
    report.table(
      ["", "MB per CPU s", "MB per s"],
      [
        ["landing", speed(one.cpu), speed(one.wall)],
        ["gzip -1", speed(other.cpu), speed(other.wall)],
      ],
    );
    report.bar({
      ...{ name: `speed of landing ${format} / of gzip -1`, figure: 1 / ratio.wall.median },
      ...{ limit: { atLeast: 0.8 }, notJudged: whyLoaded(taken) },
    });
    report.bar({
      ...{ name: `peak memory of landing ${format}`, unit: "MB" },
      ...{ figure: peakMegabytes, limit: { atMost: 300 } },
    });
  }
}

/** A project with one day of usage, in a file of about that size. */
async function writeProject(
  directory: string,
  format: (typeof formats)[number],
  megabytes: number,
): Promise<string> {
  await mkdir(directory);
  const config = await readFile(configFile, "utf8");
  await writeFile(join(directory, "bellwether.yaml"), config.replace("usage-*.csv", `usage-*.${format}`));
  const size = { accounts: 100_000, usagePerDay: megabytes * rowsPerMegabyte, firstDay: dateOf(1) };
  using exports = await SyntheticExports.open(directory, size);
  await exports.writeUsage(0);
  const file = join(directory, `exports/product/usage-${dateOf(1)}.csv`);
  if (format === "csv") return file;
  const lines = file.replace(/csv$/, format);
  const session = new DuckDbSession();
  const connection = await session.connect();
  await connection.run(
    `copy (select * from read_csv(${quoteText(file)}, all_varchar = true)) to ${quoteText(lines)} (format json)`,
  );
  connection.closeSync();
  session.close();
  await rm(file);
  return lines;
}

async function gzip(file: string): Promise<void> {
  const child = spawn("gzip", ["-1", "-c", file], { stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`gzip ended with ${code}`);
}
