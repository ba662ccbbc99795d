import { access, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { jsonSchemaFile } from "../config/json-schema.ts";
import { makeWritable } from "../storage/writable-folder.ts";
import { configFile } from "./load.ts";

export class ProjectExists extends Error {
  override readonly name = "ProjectExists";
  readonly directory: string;
  constructor(directory: string) {
    super(`${join(directory, configFile)} already exists and was not changed`);
    this.directory = directory;
  }
}

/** Files that Bellwether writes in a project on one machine; they are not committed. */
const made = [".bellwether/", "bellwether.duckdb"];

/** Makes a folder a project: a commented `bellwether.yaml`, its data ignored by git. @throws ProjectExists, FolderNotWritable */
export async function initProject(directory: string, config = starterConfig(directory)): Promise<void> {
  await makeWritable(directory);
  try {
    await writeFile(join(directory, configFile), config, { flag: "wx" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST")
      throw new ProjectExists(directory);
    throw error;
  }
  await ignoreData(join(directory, ".gitignore"));
}

/** @throws ProjectExists */
export async function refuseExisting(directory: string): Promise<void> {
  const isThere = await access(join(directory, configFile)).then(
    () => true,
    () => false,
  );
  if (isThere) throw new ProjectExists(directory);
}

async function ignoreData(file: string): Promise<void> {
  const text = await readFile(file, "utf8").catch(() => "");
  const ignored = text.split(/\r?\n/);
  const missing = made.filter((path) => !ignored.includes(path));
  if (missing.length === 0) return;
  const separator = text === "" || text.endsWith("\n") ? "" : "\n";
  await writeFile(file, `${text}${separator}${missing.join("\n")}\n`);
}

function starterConfig(directory: string): string {
  const schema = schemaPath(directory);
  return schema === undefined ? starter : `# yaml-language-server: $schema=${schema}\n${starter}`;
}

/** The schema as the project's editor finds it, where the two will stay together: one inside the other. */
export function schemaPath(directory: string): string | undefined {
  const schema = fileURLToPath(jsonSchemaFile);
  const isTogether = [relative(directory, schema), relative(dirname(schema), directory)].some(
    (path) => !path.startsWith(".."),
  );
  return isTogether ? relative(directory, schema) : undefined;
}

const starter = `# Sources, scorecards and alerts of this project. Check this file with: bellwether check
company: My company
currency: USD
# gross_margin: 0.78                       # for the lifetime value (CLTV), which is null without it

# Exports below this folder. Each stream names its files, their entity and their mode:
#   full    a file holds all records
#   upsert  a file holds new and changed records
#   append  a file holds events, which never change
# With {date} in its path, a file lands on the date in its name: exports/usage-{date}.csv.
sources:
  - name: crm
    kind: files
    expect_every: 1d                       # without an export for longer, its measures become stale
    streams:
      accounts:
        path: exports/accounts*.csv
        mode: full
        entity: accounts
        fields:                            # field: column of the export
          account_id: id
          name: name
          segment: segment
          owner: owner
          customer_since: { field: signed_up, format: DD/MM/YYYY }
        attributes: [country]              # further columns for conditions and metrics
  - name: billing
    kind: files
    expect_every: 1d
    streams:
      subscriptions:
        path: exports/subscriptions*.csv
        mode: full
        entity: subscriptions
        fields:
          subscription_id: id
          account_id: account_id
          amount: unit_price               # the price per interval; MRR and ARR are computed from it
          interval: billing_period         # monthly, quarterly, annual, P1Y, 24 months, …
          quantity: seats
          status: status                   # trialing, active, past_due, paused, cancelled, …
          started_on: started_on
          ended_on: ended_on
  - name: product
    kind: files
    expect_every: 1d
    streams:
      usage:
        path: exports/usage*.csv
        mode: append
        entity: usage
        fields:
          account_id: account_id
          user_id: user_id
          feature: feature
          occurred_at: occurred_at         # ISO 8601 by default

# Points of each measure, 0 to 100, higher is healthier; linear between breakpoints [value, points].
# Weights apply to a measure within its component, and to a component within the score.
scorecards:
  - name: standard
    components:
      usage:
        weight: 1
        measures:
          active_days_28d: { weight: 2, points: [[0, 0], [4, 40], [12, 80], [20, 100]] }
          usage_trend_28d: { weight: 1, points: [[-0.6, 0], [-0.2, 60], [0, 80], [0.2, 100]] }
    bands: { green: 70, yellow: 40 }       # 70 and above is green, 40 and above yellow, otherwise red

# SQL conditions over the account, its attributes, measures and scores.
alerts:
  - { name: dropped, when: "change_7d <= -15", severity: high }
  - { name: turned red, when: "band = 'red'", clear_when: "score >= 45", severity: high, cooldown: 14d }

routes:
  - { to: customer-success, at: "08:00", timezone: UTC, weekdays: mon-fri }
fallback_route: customer-success
`;
