import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { stringify } from "yaml";
import { lakeDirectory } from "../../lib/local/open-project.ts";
import { sqlDirectory } from "../../lib/models/load.ts";
import type { PlannedModel } from "../../lib/pipeline/plan.ts";
import { DirectoryStore } from "../../lib/storage/directory-store.ts";
import { quoteName } from "../../lib/warehouse/duckdb-session.ts";
import { tableView } from "../../lib/warehouse/duckdb-views.ts";
import { type Head, readHead } from "../head.ts";

/** How dbt stores a model: in its database's file, or as Parquet files with views on them. */
export const materializations = ["table", "external"] as const;
export type Materialization = (typeof materializations)[number];

export const databaseFile = "bellwether.duckdb";

/**
 * Writes a project for dbt-duckdb that makes the tables of a project's newest day from the same rendered models,
 * the same raw rows and the same past.
 * @param from the folder of a project that has published a day
 * @param to is replaced
 */
export async function writeDbtProject(
  from: string,
  to: string,
  materialization: Materialization,
): Promise<Head> {
  const root = resolve(from, lakeDirectory);
  const head = await readHead(new DirectoryStore(root));
  const files = {
    "dbt_project.yml": stringify({
      ...{ name: "bellwether", version: "1.0.0", profile: "bellwether" },
      "on-run-start": ["{{ prepare() }}"],
      models: { bellwether: { "+materialized": materialization } },
    }),
    "profiles.yml": stringify({ bellwether: { target: "here", outputs: { here: connectionIn(to) } } }),
    "macros/prepare.sql": `{% macro prepare() %}${raw(await preparation(head, root))}{% endmacro %}\n`,
    ...Object.fromEntries(head.models.map((model) => [pathOf(model), modelFile(model, head)])),
  };
  await rm(to, { recursive: true, force: true });
  await mkdir(join(to, "external"), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await writeFile(join(to, path), text);
  }
  return head;
}

/** The settings of Bellwether's own session, and as many models side by side. */
const connectionIn = (directory: string): object => ({
  ...{ type: "duckdb", path: join(resolve(directory), databaseFile), schema: "main", threads: 3 },
  external_root: join(resolve(directory), "external"),
  settings: { memory_limit: "3GB", preserve_insertion_order: false, TimeZone: "UTC" },
});

const pathOf = ({ name, stage }: PlannedModel): string =>
  `models/${stage.number}-${stage.name.replaceAll("-", "_")}/${name}.sql`;

/** Jinja leaves this text alone. */
const raw = (text: string): string => `{% raw %}\n${text}\n{% endraw %}`;

async function preparation({ read }: Head, root: string): Promise<string> {
  const views = read.map(
    (table) => `create or replace view ${quoteName(table.name)} as ${tableView(table, root)};`,
  );
  return [await readFile(`${sqlDirectory}macros.sql`, "utf8"), ...views].join("\n");
}

/** Its SQL is not changed: its names resolve in the target's schema, and dbt reads the order from the comments. */
export function modelFile(
  { sql, stage }: PlannedModel,
  { plan, models }: Pick<Head, "plan" | "models">,
): string {
  const words = new Set(sql.match(/\w+/g));
  const earlier = models.filter(({ name, stage: { number } }) => number < stage.number && words.has(name));
  const order = earlier.map(({ name }) => `-- depends_on: {{ ref('${name}') }}\n`).join("");
  return `${order}${raw(`select *, date '${plan.as_of_date}' as as_of_date from (\n${sql}\n) as model`)}\n`;
}
