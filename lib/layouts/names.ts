import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import { entityNames } from "../entities.ts";

const Names = z.partialRecord(
  z.enum(entityNames),
  z.strictObject({
    files: z.array(z.string()),
    telling: z.array(z.string()),
    fields: z.record(z.string(), z.array(z.string()).min(1)),
  }),
);
/** By entity, the names of its files and of the columns that its fields have. */
export type Names = z.infer<typeof Names>;

export async function loadNames(): Promise<Names> {
  return Names.parse(parse(await readFile(new URL("names.yaml", import.meta.url), "utf8")));
}

/** A name as names.yaml has it: lower case, its words apart, without accents and the mark of Salesforce's own fields. */
export const folded = (name: string): string =>
  name
    .replace(/__c$/i, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/[äöü]/g, (letter) => `${{ ä: "a", ö: "o", ü: "u" }[letter] ?? ""}e`)
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
