import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { dbtSources } from "../../lib/dictionary/dbt-sources.ts";
import { publishedTables } from "../../lib/dictionary/published-tables.ts";
import { plural } from "../../lib/plural.ts";
import { initProject } from "../../lib/project/init.ts";
import { configFile, loadConfig } from "../../lib/project/load.ts";
import { projectModels } from "../../lib/project/models.ts";
import { outputOf } from "../open.ts";
import { globalOptions } from "../options.ts";
import type { InitOptions } from "../usage/project.ts";

export async function init({ dbt, schema }: InitOptions, command: Command): Promise<void> {
  const directory = resolve(globalOptions(command).project);
  using output = outputOf(command);
  if (dbt !== undefined) {
    const tables = publishedTables(await projectModels(await loadConfig(directory)));
    await writeFile(dbt, dbtSources(tables, { schema }));
    if (output.isJson) return output.json({ file: resolve(dbt), tables: tables.length });
    return output.line(`Described ${plural(tables.length, "published table")} to dbt in ${dbt}.`);
  }
  await initProject(directory);
  if (output.isJson) return output.json({ directory });
  output.line(`Wrote ${join(directory, configFile)}: a starter. Add your sources to it.`);
  output.say("Next: bellwether check");
}
