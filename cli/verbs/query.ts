import { type Command, Option } from "commander";
import { stringify } from "csv-stringify/sync";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { globalOptions, openPublishedOf, outputOf, withTarget } from "../options.ts";
import { formatTable } from "../table.ts";

type Format = "table" | "csv" | "json";

export function addQuery(program: Command): void {
  withTarget(program.command("query"))
    .description("run a SELECT over the published tables")
    .argument("<sql>", "the SELECT")
    .addOption(new Option("--format <format>", "how to print the rows").choices(["table", "csv", "json"]))
    .action(async (sql: string, options: { readonly format?: Format }, command: Command) => {
      const format = options.format ?? (globalOptions(command).json ? "json" : "table");
      const output = outputOf(command);
      using opened = await openPublishedOf(command);
      const { services } = opened;
      const rows = await services.warehouse.rows(sql, { database: services.databases.published });
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
