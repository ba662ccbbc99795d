import { stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { dbtSources } from "../../lib/dictionary/dbt-sources.ts";
import { publishedTables } from "../../lib/dictionary/published-tables.ts";
import { type DraftedConfig, draftConfig } from "../../lib/layouts/init-from.ts";
import { plural } from "../../lib/plural.ts";
import { initProject, refuseExisting, schemaPath } from "../../lib/project/init.ts";
import { configFile, loadConfig } from "../../lib/project/load.ts";
import { projectModels } from "../../lib/project/models.ts";
import { inboxFlag } from "../next-step.ts";
import { outputOf } from "../open.ts";
import { globalOptions } from "../options.ts";
import type { Output } from "../output.ts";
import type { InitOptions } from "../usage/project.ts";
import { WrongUsage } from "../wrong-usage.ts";

export async function init({ dbt, schema, from, inbox }: InitOptions, command: Command): Promise<void> {
  const directory = resolve(globalOptions(command).project);
  using output = outputOf(command);
  if (dbt !== undefined) {
    const tables = publishedTables(await projectModels(await loadConfig(directory)));
    await writeFile(dbt, dbtSources(tables, { schema }));
    if (output.isJson) return output.json({ file: resolve(dbt), tables: tables.length });
    return output.line(`Described ${plural(tables.length, "published table")} to dbt in ${dbt}.`);
  }
  if (from === undefined && inbox !== undefined)
    throw new WrongUsage("--inbox is for --from: init without it writes a starter and reads no exports.");
  if (from !== undefined) {
    const exports = await folderOf(from, directory);
    await refuseExisting(directory);
    const drafted = await draftConfig(directory, exports, {
      schema: schemaPath(directory),
      ...(inbox === undefined ? {} : { inbox: resolve(inbox) }),
    });
    await initProject(directory, drafted.text);
    const { text: _, ...found } = drafted;
    if (output.isJson) return output.json({ directory, ...found });
    sayDraft(output, directory, drafted);
    return output.say(`Next: bellwether preview${inboxFlag(inbox)}`);
  }
  await initProject(directory);
  if (output.isJson) return output.json({ directory });
  output.line(`Wrote ${join(directory, configFile)}: a starter. Add your sources to it.`);
  output.say("Next: bellwether check");
}

/** A folder as seen from here or, as exports are below the project, from there. @throws WrongUsage */
async function folderOf(from: string, directory: string): Promise<string> {
  const places = [resolve(from), resolve(directory, from)];
  for (const place of places)
    if ((await stat(place).catch(() => undefined))?.isDirectory() === true) return place;
  throw new WrongUsage(`--from ${from}: there is no folder ${[...new Set(places)].join(", nor ")}.`);
}

/** A loader exports dozens of tables; all are in the config. */
const mostLeftOut = 8;

/** The streams, what is left out, and the questions, each with its line. */
function sayDraft(output: Output, directory: string, { streams, leftOut, questions }: DraftedConfig): void {
  const sources = new Set(streams.map(({ source }) => source)).size;
  output.line(
    `Wrote ${join(directory, configFile)}: ${plural(streams.length, "stream")} of ${plural(sources, "source")}.`,
  );
  for (const { source, stream, entity, path, files } of streams)
    output.line(`  ${source}.${stream}: ${entity}, from ${path} (${plural(files, "file")})`);
  for (const { glob, reason } of leftOut.slice(0, mostLeftOut)) output.line(`  not used: ${glob}: ${reason}`);
  if (leftOut.length > mostLeftOut)
    output.line(`  not used: ${leftOut.length - mostLeftOut} more, each with its reason in ${configFile}`);
  if (questions.length > 0) {
    output.line(`It has ${plural(questions.length, "question")}, at # ?:`);
    for (const { line, at, question } of questions) output.line(`  line ${line}, ${at}: ${question}`);
  }
}
