import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const CdkJson = z.object({
  context: z
    .object({
      stage: z.string().default("prod"),
      region: z.string().optional(),
      project: z.string().default("."),
    })
    .prefault({}),
});

/** The default stage, its project and its region. */
export interface ConfiguredStage {
  readonly stage: string;
  /** Without it the region is the one of the credentials' profile. */
  readonly region: string | undefined;
  /** The folder of the project that is deployed. */
  readonly project: string;
}

/**
 * The settings in `cdk.json` of this checkout. They take precedence over the shell's region, so that a stage
 * is read where it is deployed.
 */
export async function configuredStage(
  file: URL = new URL("../../cdk.json", import.meta.url),
): Promise<ConfiguredStage> {
  const { stage, region, project } = CdkJson.parse(JSON.parse(await readFile(file, "utf8"))).context;
  return { stage, region, project: fileURLToPath(new URL(`${project}/`, file)) };
}
