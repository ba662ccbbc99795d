import { resolve } from "node:path";
import type { Command } from "commander";
import type { Source } from "../../lib/config/schema.ts";
import { previewProject } from "../../lib/preview/preview.ts";
import { previewLines } from "../../lib/preview/preview-words.ts";
import { loadConfig } from "../../lib/project/load.ts";
import { namedSource } from "../named-source.ts";
import { inboxFlag } from "../next-step.ts";
import { outputOf } from "../open.ts";
import { type NamedStream, projectDirectoryOf, streamNamed } from "../options.ts";
import type { InboxOptions } from "../usage/project.ts";

export async function preview(
  named: string | undefined,
  { inbox }: InboxOptions,
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
      : `Next: bellwether land${inboxFlag(inbox)}`,
  );
}

/** @throws WrongUsage */
function shownBy(named: NamedStream | undefined, sources: readonly Source[]) {
  if (named === undefined) return () => true;
  namedSource(named, sources);
  return (name: string, stream: string) => name === named.source && stream === (named.stream ?? stream);
}
