import { join } from "node:path";
import type { Command } from "commander";
import type { Source } from "../../lib/config/schema.ts";
import { changedReadings } from "../../lib/landing/reading.ts";
import { lakeDirectory } from "../../lib/local/open-project.ts";
import { fieldsKnownLater } from "../../lib/mapping/staged/known-later.ts";
import { stagedLoads } from "../../lib/pipeline/staged-loads.ts";
import { knownLaterLines, unseenText } from "../../lib/preview/preview-words.ts";
import { type UnseenPath, unseenPaths } from "../../lib/preview/unseen-paths.ts";
import { loadConfig } from "../../lib/project/load.ts";
import { DirectoryStore } from "../../lib/storage/directory-store.ts";
import { inboxFlag } from "../next-step.ts";
import { outputOf } from "../open.ts";
import { projectDirectoryOf } from "../options.ts";
import { countsOf, projectLine, readingLines } from "../outcomes.ts";
import type { InboxOptions } from "../usage/project.ts";

export async function check({ inbox }: InboxOptions, command: Command): Promise<void> {
  const directory = projectDirectoryOf(command);
  const project = await loadConfig(directory);
  const counts = countsOf(project);
  const lake = new DirectoryStore(join(directory, lakeDirectory));
  const readings = await changedReadings(lake, project.config.sources, await stagedLoads(lake));
  const unseen = await unseenPaths(new DirectoryStore(inbox ?? directory), project.config);
  using output = outputOf(command);
  if (output.isJson) return output.json({ ...counts, readings, unseen });
  for (const line of [
    projectLine(counts),
    ...unseenLines(unseen),
    ...laterLines(project.config.sources),
    ...readingLines(readings),
  ])
    output.say(line);
  output.say(`Next: bellwether preview${inboxFlag(inbox)}`);
}

const laterLines = (sources: readonly Source[]): readonly string[] =>
  sources.flatMap(({ name, streams }) =>
    Object.entries(streams).flatMap(([stream, mapping]) =>
      knownLaterLines(fieldsKnownLater(mapping)).map((line) => `${name}.${stream}: ${line}`),
    ),
  );

function unseenLines(unseen: readonly UnseenPath[]): readonly string[] {
  if (unseen.length === 0) return [];
  return [
    "Mapped paths that the present exports do not have:",
    ...unseen.map((each) => `  ${each.source}.${each.stream}: ${unseenText(each)}`),
  ];
}
