import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, vi } from "vitest";
import { exportsOf } from "../../examples/marrowgate/generate.ts";
import { dateOf, daysUpTo, lastDay } from "../../examples/marrowgate/model/calendar.ts";
import { bellwether } from "../cli/command.ts";
import { sampledTest } from "../support/sample.ts";

const page = join(import.meta.dirname, "../../docs/first-day.md");
/** The morning on which the page's reader starts. */
const now = new Date("2026-02-01T06:00:00Z");
const newestExport = "2026-01-31";

const fenced = /```(?<language>yaml|sh|text)\n(?<text>[\s\S]*?)```\n/g;

/** The words of a command line, with quotes as the page has them. */
const wordsOf = (command: string): readonly string[] =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");

/** What a reader sees: the folder is theirs, and the name of a run is not the same twice. */
const shown = (printed: string, directory: string): string =>
  printed
    .replaceAll(` --project ${directory}`, "")
    .replaceAll(`${directory}/`, "")
    .replaceAll(/\d{8}T\d{9}Z-[0-9a-f]{8}/g, (run) => `${run.slice(0, 8)}T060000000Z-1f0a9c5e`);

/** The page with what its commands print now, each after those before it. */
async function written(text: string, directory: string): Promise<string> {
  let printed = "";
  let rewritten = "";
  let end = 0;
  for (const { 0: block, index, groups } of text.matchAll(fenced)) {
    const { language = "", text: inside = "" } = groups ?? {};
    rewritten += text.slice(end, index);
    end = index + block.length;
    if (language === "yaml") {
      const [key = ""] = inside.split(":");
      // A line replaces the line of its key.
      const file = join(directory, "bellwether.yaml");
      const config = await readFile(file, "utf8");
      await writeFile(file, config.replace(new RegExp(`^${key}:.*$`, "m"), inside.trimEnd()));
    }
    if (language === "sh" && inside.startsWith("bellwether ")) {
      const { stdout, stderr, code } = await bellwether(directory, ...wordsOf(inside.trim()).slice(1));
      expect({ code, stderr }, inside).toMatchObject({ code: 0 });
      printed = shown(stdout, directory);
    }
    rewritten += language === "text" ? `\`\`\`text\n${printed}\`\`\`\n` : block;
  }
  return rewritten + text.slice(end);
}

sampledTest("the first day's page shows what its commands print", async () => {
  const directory = await mkdtemp(join(tmpdir(), "first-day-"));
  vi.useFakeTimers({ toFake: ["Date"], now });
  try {
    const files = daysUpTo(lastDay)
      .filter((on) => dateOf(on) <= newestExport)
      .flatMap((on) => exportsOf(on));
    for (const { path, content } of files) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), content);
    }
    await expect(await written(await readFile(page, "utf8"), directory)).toMatchFileSnapshot(page);
  } finally {
    vi.useRealTimers();
    await rm(directory, { recursive: true, force: true });
  }
});
