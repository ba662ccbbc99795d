import type { Command } from "commander";
import { stringify } from "csv-stringify/sync";
import { headOf, NothingPublished, readChain } from "../../lib/pipeline/chain.ts";
import { openBuildDatabase } from "../../lib/pipeline/kept-run.ts";
import { plural } from "../../lib/plural.ts";
import { isUnknownName, type Row } from "../../lib/warehouse/warehouse.ts";
import { openPublishedOf, outputOf } from "../open.ts";
import { globalOptions } from "../options.ts";
import { formatTable } from "../table.ts";
import type { QueryOptions } from "../usage/answers.ts";

export async function query(sql: string, options: QueryOptions, command: Command): Promise<void> {
  const format = options.format ?? (globalOptions(command).json ? "json" : "table");
  using output = outputOf(command);
  using opened = await openPublishedOf(command);
  const { services } = opened;
  const database = options.build
    ? await openBuildDatabase(services, options.date)
    : services.databases.published;
  const rows = await services.warehouse.rows(sql, { database }).catch(async (error: unknown) => {
    if (isUnknownName(error) && headOf(await readChain(services.store)) === undefined)
      throw new NothingPublished();
    throw error;
  });
  if (format === "json") return output.json(rows);
  output.line(format === "csv" ? csv(rows) : formatTable(rows));
  if (format === "table") output.line(`(${plural(rows.length, "row")})`);
}

const csv = (rows: readonly Row[]): string =>
  stringify(
    rows.map((row) => ({ ...row })),
    { header: true, cast: { boolean: String } },
  ).trimEnd();
