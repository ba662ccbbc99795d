import { join, resolve } from "node:path";
import type { Command } from "commander";
import { compiledFiles, writeCompiled } from "../../lib/pipeline/compiled-folder.ts";
import { compileProject } from "../../lib/project/compile.ts";
import { loadConfig } from "../../lib/project/load.ts";
import { outputOf, projectDirectoryOf } from "../options.ts";

export function addCompile(program: Command): void {
  program
    .command("compile")
    .description("compile the project to a folder of SQL and rows, to read, diff and run")
    .option("--out <dir>", "the folder (default: compiled, in the project's folder)")
    .action(async ({ out }: { readonly out?: string }, command: Command) => {
      const output = outputOf(command);
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
        `Compiled version ${configVersion} to ${folder}: ${models.length} models, ${audits.length} audits, ${files} files.`,
      );
    });
}
