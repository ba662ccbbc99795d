import { join, resolve } from "node:path";
import type { Command } from "commander";
import { compiledFiles, writeCompiled } from "../../lib/pipeline/compiled-folder.ts";
import { plural } from "../../lib/plural.ts";
import { compileProject } from "../../lib/project/compile.ts";
import { loadConfig } from "../../lib/project/load.ts";
import { shellWord } from "../invocation.ts";
import { outputOf } from "../open.ts";
import { projectDirectoryOf } from "../options.ts";
import type { CompileOptions } from "../usage/project.ts";

export async function compile({ out }: CompileOptions, command: Command): Promise<void> {
  using output = outputOf(command);
  const directory = projectDirectoryOf(command);
  const folder = out === undefined ? join(directory, "compiled") : resolve(out);
  const project = await compileProject(await loadConfig(directory));
  await writeCompiled(folder, project);
  const files = compiledFiles(project).size;
  const { configVersion, models, audits } = project;
  if (output.isJson)
    return output.json({
      ...{ folder, files, config_version: configVersion },
      ...{ models: models.length, audits: audits.length },
    });
  output.line(
    `Compiled version ${configVersion} to ${folder}: ${plural(models.length, "model")}, ${plural(audits.length, "audit")}, ` +
      `${plural(files, "file")}.`,
  );
  output.say(`Next: bellwether run --compiled ${shellWord(folder)}`);
}
