import { Argument, Command, Option } from "commander";
import { type Materialization, materializations, writeDbtProject } from "./project.ts";

/** See README.md in this folder. */
await new Command("node bench/dbt/generate.ts")
  .description("Writes a project for dbt-duckdb that makes a project's newest day from the same models.")
  .addArgument(new Argument("<project>", "the folder of a project that has published a day"))
  .addArgument(new Argument("<to>", "the folder of the dbt project, which is replaced"))
  .addOption(new Option("--as <kind>", "how dbt stores models").choices(materializations).default("table"))
  .action(async (project: string, to: string, { as }: { readonly as: Materialization }) => {
    const { models } = await writeDbtProject(project, to, as);
    process.stdout.write(
      `${models.length} models. To run them: dbt run --project-dir ${to} --profiles-dir ${to}\n`,
    );
  })
  .parseAsync();
