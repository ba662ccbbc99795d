import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseHeader } from "./header.ts";
import type { Model, Stage } from "./model.ts";

const stageFolder = /^(\d+)-([a-z-]+)$/;

/** What a violation does: `error` stops the run, `warn` is reported, `error on a live day` is one or the other. */
export const severities = ["error", "warn", "error on a live day"] as const;
export type Severity = (typeof severities)[number];

/** An audit: a SELECT of the rows that are wrong. */
export interface Audit {
  readonly name: string;
  readonly claim: string;
  readonly severity: Severity;
  readonly sql: string;
  readonly origin: string;
}

/** The folder that ships with Bellwether. */
export const sqlDirectory = new URL("../../sql/", import.meta.url).pathname;

/** Every model of a folder tree `<n>-<stage>/<table>.sql`, in the order of their stages, then by table. */
export async function loadModels(directory: string = sqlDirectory): Promise<readonly Model[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const stages = entries
    .flatMap((entry): Stage[] => {
      const [, number, name] = stageFolder.exec(entry.name) ?? [];
      return number === undefined || name === undefined ? [] : [{ number: Number(number), name }];
    })
    .toSorted((a, b) => a.number - b.number);
  const models = await Promise.all(stages.map((stage) => loadStage(directory, stage)));
  return models.flat();
}

async function loadStage(directory: string, stage: Stage): Promise<Model[]> {
  const folder = `${stage.number}-${stage.name}`;
  const files = (await readdir(join(directory, folder))).filter((file) => file.endsWith(".sql")).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const path = `sql/${folder}/${file}`;
      const sql = await readFile(join(directory, folder, file), "utf8");
      const { origin = path, ...header } = parseHeader(sql, path);
      return { table: file.slice(0, -".sql".length), stage, ...header, sql, origin };
    }),
  );
}

/** Every audit in `sql/audits/`, by name: line 1 states the claim, line 2 the severity of a violation. */
export async function loadAudits(directory: string = sqlDirectory): Promise<readonly Audit[]> {
  const files = (await readdir(join(directory, "audits"))).filter((file) => file.endsWith(".sql")).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const origin = `sql/audits/${file}`;
      const sql = await readFile(join(directory, "audits", file), "utf8");
      const [first = "", second = ""] = sql.split("\n");
      const severity = severities.find((each) => second === `-- Severity: ${each}`);
      if (!first.startsWith("-- ") || severity === undefined)
        throw new Error(
          `${origin}: line 1 must state the claim, line 2 "-- Severity: ", then one of: ${severities.join(", ")}`,
        );
      return { name: file.slice(0, -".sql".length), claim: first.slice(3), severity, sql, origin };
    }),
  );
}
