import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { dbtSources } from "../../lib/dictionary/dbt-sources.ts";
import { publishedTables } from "../../lib/dictionary/published-tables.ts";
import { initProject } from "../../lib/project/init.ts";
import { loadConfig } from "../../lib/project/load.ts";
import { projectModels } from "../../lib/project/models.ts";
import { globalOptions, outputOf } from "../options.ts";

interface InitOptions {
  readonly dbt?: string;
  readonly schema: string;
}

export function addInit(program: Command): void {
  program
    .command("init")
    .description("write a starter bellwether.yaml; or, with --dbt, describe a project's tables to dbt")
    .option("--dbt <file>", "write the project's published tables to this file, as a dbt source")
    .addOption(new Option("--schema <name>", "with --dbt: the database of the tables").default("main"))
    .action(async ({ dbt, schema }: InitOptions, command: Command) => {
      const directory = resolve(globalOptions(command).project);
      const output = outputOf(command);
      if (dbt !== undefined) {
        const tables = publishedTables(await projectModels(await loadConfig(directory)));
        await writeFile(dbt, dbtSources(tables, { schema }));
        if (output.isJson) return output.json({ file: resolve(dbt), tables: tables.length });
        return output.line(`Described ${tables.length} published tables to dbt in ${dbt}.`);
      }
      await initProject(directory);
      if (output.isJson) return output.json({ directory });
      output.line(`Wrote ${directory}/bellwether.yaml. Add your sources to it, then run: bellwether check`);
    });
}
