import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Config } from "../../lib/config/schema.ts";
import { type DraftedConfig, draftConfig } from "../../lib/layouts/init-from.ts";
import { parseConfig } from "../../lib/project/load.ts";

export interface DraftedFolder extends DraftedConfig {
  /** What check makes of the text. */
  readonly config: Config;
}

/** Drafts a config from files in `exports/`, and checks it. */
export async function draftedFrom(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<DraftedFolder> {
  const directory = await mkdtemp(join(tmpdir(), "layouts-"));
  try {
    await mkdir(join(directory, "exports"));
    for (const [path, content] of Object.entries(files)) {
      const file = join(directory, "exports", path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    const drafted = await draftConfig(directory, join(directory, "exports"));
    return { ...drafted, config: parseConfig(drafted.text) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Rows as CSV with a header. */
export const csv = (header: string, ...rows: readonly string[]): string =>
  `${[header, ...rows].join("\n")}\n`;

export const ndjson = (...rows: readonly object[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join("");

/** Three accounts of no known product. */
export const accounts = csv(
  "customer_id,company,website,tier,signed_up",
  "C-1001,Alder,alder.example,Gold,2024-01-05",
  "C-1002,Birch,birch.example,Silver,2024-02-14",
  "C-1003,Cedar,cedar.example,Gold,2025-03-20",
);
