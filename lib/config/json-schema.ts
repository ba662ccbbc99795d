import { writeFile } from "node:fs/promises";
import { z } from "zod";
import { Config } from "./schema.ts";

/**
 * The file at the root of the package in which editors find the schema. To write it again:
 * `node lib/config/json-schema.ts && npx biome check --write bellwether.schema.json`
 */
export const jsonSchemaFile = new URL("../../bellwether.schema.json", import.meta.url);

/** The JSON Schema of `bellwether.yaml` as a person writes it, for editors. */
export function configJsonSchema(): object {
  return { ...z.toJSONSchema(Config, { io: "input" }), title: "bellwether.yaml" };
}

if (import.meta.main) await writeFile(jsonSchemaFile, JSON.stringify(configJsonSchema()));
