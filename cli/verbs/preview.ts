import { resolve } from "node:path";
import type { Command } from "commander";
import type { Source } from "../../lib/config/schema.ts";
import { previewProject } from "../../lib/preview/preview.ts";
import { previewLines } from "../../lib/preview/preview-words.ts";
import { loadConfig } from "../../lib/project/load.ts";
import { outputOf } from "../open.ts";
import { type NamedStream, projectDirectoryOf, streamNamed } from "../options.ts";
import type { PreviewOptions } from "../usage/project.ts";
import { WrongUsage } from "../wrong-usage.ts";

export async function preview(
  named: string | undefined,
  { inbox }: PreviewOptions,
  command: Command,
): Promise<void> {
  const directory = projectDirectoryOf(command);
  const { config } = await loadConfig(directory);
  const isShown = shownBy(named === undefined ? undefined : streamNamed(named), config.sources);
  using output = outputOf(command);
  const previewed = await previewProject({
    ...{ directory, isShown, observer: output.progress },
    ...(inbox === undefined ? {} : { inboxDirectory: resolve(inbox) }),
  });
  output.progress.done();
  if (output.isJson) return output.json(previewed);
  for (const line of previewLines(previewed)) output.say(line);
  const { buildableFrom } = previewed;
  output.say(
    buildableFrom === null
      ? "No account can be read yet: correct the accounts stream first. Then: bellwether check"
      : "Next: bellwether land",
  );
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
