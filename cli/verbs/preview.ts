import { resolve } from "node:path";
import type { Command } from "commander";
import type { Source } from "../../lib/config/schema.ts";
import { previewProject } from "../../lib/preview/preview.ts";
import { previewLines } from "../../lib/preview/preview-words.ts";
import { loadConfig } from "../../lib/project/load.ts";
import { type NamedStream, outputOf, projectDirectoryOf, streamNamed } from "../options.ts";
import { WrongUsage } from "../wrong-usage.ts";

interface PreviewOptions {
  readonly inbox?: string;
}

export function addPreview(program: Command): void {
  program
    .command("preview")
    .argument("[source[.stream]]", "only this source or stream")
    .description("read the present exports through the mapping, without landing them")
    .option("--inbox <dir>", "the folder of the exports (default: the project's folder)")
    .action(async (named: string | undefined, { inbox }: PreviewOptions, command: Command) => {
      const directory = projectDirectoryOf(command);
      const { config } = await loadConfig(directory);
      const isShown = shownBy(named === undefined ? undefined : streamNamed(named), config.sources);
      const output = outputOf(command);
      const preview = await previewProject({
        ...{ directory, isShown, observer: output.progress },
        ...(inbox === undefined ? {} : { inboxDirectory: resolve(inbox) }),
      });
      output.progress.done();
      if (output.isJson) return output.json(preview);
      for (const line of previewLines(preview)) output.line(line);
      const { buildableFrom } = preview;
      output.line(
        buildableFrom === null
          ? "No account can be read yet: correct the accounts stream first."
          : `Next: bellwether land, then bellwether run, or bellwether backfill --from ${buildableFrom} for the history.`,
      );
    });
}

/** @throws WrongUsage */
function shownBy(named: NamedStream | undefined, sources: readonly Source[]) {
  if (named === undefined) return () => true;
  const source = sources.find(({ name }) => name === named.source);
  if (source === undefined)
    throw new WrongUsage(
      `There is no source "${named.source}". The sources are: ${sources.map(({ name }) => name).join(", ")}.`,
    );
  const streams = Object.keys(source.streams);
  if (named.stream !== undefined && !streams.includes(named.stream))
    throw new WrongUsage(
      `${source.name} has no stream "${named.stream}". Its streams are: ${streams.join(", ")}.`,
    );
  return (name: string, stream: string) => name === named.source && stream === (named.stream ?? stream);
}
