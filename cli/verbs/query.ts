import { type Command, Option } from "commander";
import { stringify } from "csv-stringify/sync";
import { openBuildDatabase } from "../../lib/pipeline/kept-run.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { globalOptions, openPublishedOf, outputOf, parseDate, withTarget } from "../options.ts";
import { formatTable } from "../table.ts";
import { WrongUsage } from "../wrong-usage.ts";

type Format = "table" | "csv" | "json";

interface QueryOptions {
  readonly format?: Format;
  readonly build: boolean;
  readonly date?: string;
}

export function addQuery(program: Command): void {
  withTarget(program.command("query"))
    .description("run a SELECT over the published tables, or over the tables of a run")
    .argument("<sql>", "the SELECT")
    .addOption(new Option("--format <format>", "how to print the rows").choices(["table", "csv", "json"]))
    .option("--build", "query all tables of a run, including internal ones and its inputs", false)
    .option("--date <date>", "with --build: the run of this published day (default: the newest)", parseDate)
    .action(async (sql: string, options: QueryOptions, command: Command) => {
      if (options.date !== undefined && !options.build) throw new WrongUsage("--date requires --build.");
      const format = options.format ?? (globalOptions(command).json ? "json" : "table");
      const output = outputOf(command);
      using opened = await openPublishedOf(command);
      const { services } = opened;
      const database = options.build
        ? await openBuildDatabase(services, options.date)
        : services.databases.published;
      const rows = await services.warehouse.rows(sql, { database });
      if (format === "json") return output.json(rows);
      output.line(format === "csv" ? csv(rows) : formatTable(rows));
      if (format === "table") output.line(`(${rows.length} rows)`);
    });
}

const csv = (rows: readonly Row[]): string =>
  stringify(
    rows.map((row) => ({ ...row })),
    { header: true, cast: { boolean: String } },
  ).trimEnd();
