import { join } from "node:path";
import type { Command } from "commander";
import { createTwoFilesPatch } from "diff";
import { dateOf } from "../../lib/dates.ts";
import { lakeDirectory } from "../../lib/local/open-project.ts";
import { render } from "../../lib/models/render.ts";
import { didYouMean } from "../../lib/nearest.ts";
import { ancestorsOf, type Chain, headOf, readChain } from "../../lib/pipeline/chain.ts";
import { compiledFiles } from "../../lib/pipeline/compiled-folder.ts";
import type { CompiledProject } from "../../lib/pipeline/compiled-project.ts";
import { keptRun } from "../../lib/pipeline/kept-run.ts";
import { compiledFrom } from "../../lib/project/compiled-from.ts";
import type { ObjectStore } from "../../lib/storage/object-store.ts";
import { tableViews } from "../../lib/warehouse/duckdb-views.ts";
import { openProjectOf, outputOf } from "../open.ts";
import { projectDirectoryOf } from "../options.ts";
import type { ShowOptions } from "../usage/project.ts";
import { WrongUsage } from "../wrong-usage.ts";

export async function show(name: string, options: ShowOptions, command: Command): Promise<void> {
  if (options.diff === undefined) await showModel(name, options, command);
  else await showDifference(name, options.diff, command);
}

async function showModel(name: string, { date, tables }: ShowOptions, command: Command): Promise<void> {
  using output = outputOf(command);
  using opened = await openProjectOf(command);
  const { store, clock } = opened.services;
  const chain = await readChain(store);
  const asOfDate = date ?? headOf(chain)?.as_of_date ?? dateOf(clock());
  const { sql, origin } = modelNamed(opened.project, name);
  const parameters = { asOfDate, ...placeInChain(chain, asOfDate) };
  const rendered = render({ sql, origin }, parameters).trimEnd();
  const views = tables
    ? await viewsOf(store, { asOfDate, sql: rendered, directory: projectDirectoryOf(command) })
    : [];
  if (output.isJson) return output.json({ model: name, as_of_date: asOfDate, origin, sql: rendered, views });
  for (const view of views) output.line(`${view};\n`);
  output.line(tables ? `${rendered};` : rendered);
}

/** A model, an audit or a query of a project. @throws WrongUsage */
function modelNamed({ models, audits, queries }: CompiledProject, name: string) {
  const others = [...audits, ...Object.values(queries)];
  const found = models.find(({ table }) => table === name) ?? others.find((other) => other.name === name);
  if (found !== undefined) return found;
  const known = [...models.map(({ table }) => table), ...others.map((other) => other.name)];
  const hint = didYouMean(name, known) || ".";
  throw new WrongUsage(
    `there is no model, audit or query ${name}${hint} bellwether compile writes all of them.`,
  );
}

/** The values of a day's placeholders besides its date. */
function placeInChain(chain: Chain, asOfDate: string) {
  const own = chain.links.find(({ as_of_date }) => as_of_date === asOfDate);
  const past = ancestorsOf(chain, asOfDate).map(({ as_of_date }) => as_of_date);
  return { past, runId: own?.run_id ?? "not-run" };
}

/** The tables that a SELECT reads, as they were for the run of a day. @throws NotKept */
async function viewsOf(
  store: ObjectStore,
  {
    asOfDate,
    sql,
    directory,
  }: { readonly asOfDate: string; readonly sql: string; readonly directory: string },
): Promise<readonly string[]> {
  const { tables } = await keptRun(store, asOfDate);
  const read = tables.filter(({ name }) => new RegExp(`\\b(?:from|join)\\s+${name}\\b`, "i").test(sql));
  return tableViews(read, join(directory, lakeDirectory));
}

async function showDifference(name: string, other: string, command: Command): Promise<void> {
  using output = outputOf(command);
  const directory = projectDirectoryOf(command);
  const [before, after] = [await compiledFrom(other, directory), await compiledFrom(directory, directory)];
  const [was, is] = [before, after].map((project) => fileOf(project, name));
  if (was === undefined && is === undefined) modelNamed(after, name);
  const patch = createTwoFilesPatch(
    was?.path ?? "/dev/null",
    is?.path ?? "/dev/null",
    was?.text ?? "",
    is?.text ?? "",
    other,
    "",
  );
  const isEqual = was?.text === is?.text;
  if (output.isJson) return output.json({ model: name, is_equal: isEqual, patch: isEqual ? "" : patch });
  output.line(isEqual ? `${name} is the same in ${other}.` : patch.trimEnd());
}

/** The file of a table, an audit, a query or an input table in a compiled project. */
function fileOf(project: CompiledProject, name: string) {
  const found = [...compiledFiles(project)].find(([path]) =>
    [`/${name}.sql`, `/${name}.ndjson`].some((end) => path.endsWith(end)),
  );
  return found === undefined ? undefined : { path: found[0], text: found[1] };
}
