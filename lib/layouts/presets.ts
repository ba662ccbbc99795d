import { readdir, readFile } from "node:fs/promises";
import { parse } from "yaml";
import { Preset } from "./preset.ts";

const folder = new URL("presets/", import.meta.url);

/** A preset, and the name of its file without `.yaml`. */
export interface NamedPreset extends Preset {
  readonly name: string;
}

/** All layouts of lib/layouts/presets, by name. @throws ZodError for a file that is no preset, which a test prevents */
export async function loadPresets(): Promise<readonly NamedPreset[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".yaml")).toSorted();
  return Promise.all(
    files.map(async (file) => ({
      ...Preset.parse(parse(await readFile(new URL(file, folder), "utf8"))),
      name: file.replace(/\.yaml$/, ""),
    })),
  );
}
