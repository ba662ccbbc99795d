import { writeFile } from "node:fs/promises";
import { parseConfig } from "../project/load.ts";
import { projectModels } from "../project/models.ts";
import { type MeasureDefinition, measureDefinitions } from "../scoring/measures.ts";
import { dependsOnRuns, type RunDependence } from "./depends-on-runs.ts";
import {
  asOfDateColumn,
  bySection,
  hasCurrent,
  type PublishedTable,
  publishedTables,
} from "./published-tables.ts";

/** Regenerate it with `node lib/dictionary/data-dictionary.ts`. */
export const dataDictionaryFile = new URL("../../docs/data-dictionary.md", import.meta.url);

/** A small project: it has the tables of every project and those of lenses, without columns of its own. */
const anyConfig = `
company: Any
currency: USD
sources:
  - name: crm
    kind: files
    streams:
      accounts: { path: a.csv, mode: full, entity: accounts, fields: { account_id: id } }
scorecards:
  - name: standard
    components:
      usage: { weight: 1, measures: { active_days_28d: { points: [[0, 0], [20, 100]] } } }
  - name: adoption
    lens: adoption
    components:
      usage: { weight: 1, measures: { seat_utilization_28d: { points: [[0, 0], [1, 100]] } } }
`;

/** Every published table and measure described for analysts, as Markdown. */
export async function dataDictionary(): Promise<string> {
  const config = parseConfig(anyConfig);
  const published = bySection(publishedTables(await projectModels({ config, ownMeasures: [] })));
  const contents = published.flatMap(({ title, tables }) => [
    `\n**${title}**\n`,
    ...tables.map(({ name, purpose }) => `- [\`${name}\`](#${name}): ${purpose}`),
  ]);
  const chapters = published.flatMap(({ title, tables }) => [`\n## ${title}`, ...tables.map(tableChapter)]);
  return `${[introduction, ...contents, "- [The measures](#measures)", ...chapters, measuresChapter()].join("\n")}\n`;
}

const introduction = `# Data dictionary

<!-- Written by \`node lib/dictionary/data-dictionary.ts\` from the headers of the models: change those. -->

The tables of the published database. Query them in Athena, or on one machine in the project's \`bellwether.duckdb\` or with \`bellwether query\`. Money is in the reporting currency of the config, times are in UTC, and scores and points go from 0 to 100. Where a value can be missing, another column gives the reason.

The kind of a table says how to read it:

- **snapshot**: each \`as_of_date\` holds the full state, as known at the end of that day. Filter on one day (\`where as_of_date = date '2026-03-31'\`), or read the newest from \`<table>_current\`. Never sum over days.
- **increment**: each \`as_of_date\` holds the rows that its run added. Read all days, not one.
- **replaced**: the table holds only the newest state and has no \`as_of_date\`.

The content of a day does not depend on whether earlier days were run daily, weekly or not at all, unless the table's description says so. One limit applies to all tables: of several full exports since the previous run, a run reads only the newest. A record that appeared and disappeared in between is missing, unless a run was made in between.
`;

const howToRead = {
  snapshot: (name: string) => `snapshot: filter on one \`as_of_date\`, or read \`${name}_current\``,
  increment: () => "increment: read all `as_of_date`",
  replaced: () => "replaced: no `as_of_date`",
} as const;

function tableChapter(table: PublishedTable): string {
  const { name, purpose, grain, kind } = table;
  const columns = kind === "replaced" ? table.columns : [...table.columns, asOfDateColumn];
  const runs = dependsOnRuns[name];
  return `
### ${name}

${purpose}

- Grain: ${grain.replace(/\.$/, "")}
- Kind: ${howToRead[kind](hasCurrent(table) ? name : "")}${runs === undefined ? "" : `\n- Depends on which days were run: ${whatDepends(runs)}`}

| column | type | description |
|---|---|---|
${columns.map((column) => `| \`${column.name}\` | ${column.type} | ${cell(column.comment)} |`).join("\n")}`;
}

const whatDepends = ({ columns = [], why }: RunDependence): string =>
  columns.length === 0 ? why : `${columns.map((column) => `\`${column}\``).join(", ")}; ${why}`;

function measuresChapter(): string {
  const families = Map.groupBy(measureDefinitions, ({ family }) => family);
  return `
## Measures

The measures in \`measures\`, by the names that scorecards use. A window of n days is the day itself and the n - 1 days before it, in UTC. When a stream of a measure becomes stale, the last good value is *held* for the given number of days.
${[...families].map(([family, measures]) => familyTable(family, measures)).join("\n")}`;
}

const familyTable = (family: string, measures: readonly MeasureDefinition[]): string => `
### ${family[0]?.toUpperCase()}${family.slice(1)} measures

| measure | unit | healthier when | held for | definition, and when it does not apply |
|---|---|---|---|---|
${measures.map(measureRow).join("\n")}`;

function measureRow({ name, unit, isHigherBetter, holdDays, description }: MeasureDefinition): string {
  const direction = isHigherBetter === null ? "" : isHigherBetter ? "higher" : "lower";
  return `| \`${name}\` | ${cell(unit)} | ${direction} | ${holdDays} days | ${cell(description)} |`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

if (import.meta.main) await writeFile(dataDictionaryFile, await dataDictionary());
