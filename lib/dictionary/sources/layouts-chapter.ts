import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { markdownTable } from "./markdown.ts";

const Layout = z.looseObject({
  product: z.string(),
  delivered: z.string(),
  links: z.array(z.url()).default([]),
  streams: z.record(
    z.string(),
    z.looseObject({
      stream: z.looseObject({ entity: z.string() }),
      fields: z.record(z.string(), z.unknown()),
    }),
  ),
});
type Layout = z.infer<typeof Layout>;

const folder = new URL("../../layouts/presets/", import.meta.url);

/** The layouts of products that `init --from` recognises, one row a stream; undefined while there are none. */
export function layoutsChapter(): string | undefined {
  const layouts = readLayouts();
  if (layouts.length === 0) return undefined;
  const rows = layouts.flatMap(({ product, delivered, links, streams }) =>
    Object.entries(streams).map(([name, { stream, fields }], index) => [
      index === 0 ? [product, ...links.map((link) => `[docs](${link})`)].join(" ") : "",
      index === 0 ? delivered : "",
      `\`${name}\``,
      `\`${stream.entity}\``,
      Object.keys(fields).join(", "),
    ]),
  );
  return markdownTable(["product", "delivered as", "stream", "entity", "fields"], rows);
}

function readLayouts(): readonly Layout[] {
  const files = filesIn(folder).filter((file) => file.endsWith(".yaml"));
  return files
    .map((file) => Layout.parse(parse(readFileSync(new URL(file, folder), "utf8"))))
    .toSorted(
      (a, b) => a.product.localeCompare(b.product, "en") || a.delivered.localeCompare(b.delivered, "en"),
    );
}

function filesIn(directory: URL): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
