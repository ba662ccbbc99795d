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

/** To write it again: `node lib/dictionary/data-dictionary.ts` */
export const dataDictionaryFile = new URL("../../docs/data-dictionary.md", import.meta.url);

/** The smallest project there is: its tables are those of every project, without columns of its own. */
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
`;

/** What every published table and every measure holds, for those who query them, as Markdown. */
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

What you find in the published database: in Athena, and on one machine in the project's \`bellwether.duckdb\` or by \`bellwether query\`. Money is in the reporting currency of the config, times are in UTC, scores and points go from 0 to 100, and a null has a reason beside it.

How to read a table says its kind:

- **snapshot**: each \`as_of_date\` holds the whole, as it was known at the end of that day. Take one day (\`where as_of_date = date '2026-03-31'\`), or the newest from \`<table>_current\`. Never add days up.
- **increment**: each \`as_of_date\` holds what that run added. Add the days up, and do not ask for one.
- **replaced**: there is one state, the newest, and no \`as_of_date\`.

A day is the same whether the days before it were run one by one, weekly or not at all, unless the table says that it depends on which days were run. One thing no table can make up for: of the full exports that landed since the run before, a run reads the newest, so that a record which came and went in between is known to daily runs alone.
`;

const howToRead = {
  snapshot: (name: string) => `snapshot: filter on one \`as_of_date\`, or read \`${name}_current\``,
  increment: () => "increment: read over all its `as_of_date`",
  replaced: () => "replaced: read it as it is",
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

| column | type | what it holds |
|---|---|---|
${columns.map((column) => `| \`${column.name}\` | ${column.type} | ${cell(column.comment)} |`).join("\n")}`;
}

const whatDepends = ({ columns = [], why }: RunDependence): string =>
  columns.length === 0 ? why : `${columns.map((column) => `\`${column}\``).join(", ")}; ${why}`;

function measuresChapter(): string {
  const families = Map.groupBy(measureDefinitions, ({ family }) => family);
  return `
## Measures

The rows of \`measures\`, and the names that scorecards use. A window of n days is the day itself and the n - 1 days before it, in UTC. When a stream that a measure is counted from went stale, its last good value is *held* for some days.
${[...families].map(([family, measures]) => familyTable(family, measures)).join("\n")}`;
}

const familyTable = (family: string, measures: readonly MeasureDefinition[]): string => `
### Measures of ${family}

| measure | unit | healthier when | held for | what it counts, and when it does not apply |
|---|---|---|---|---|
${measures.map(measureRow).join("\n")}`;

function measureRow({ name, unit, isHigherBetter, holdDays, description }: MeasureDefinition): string {
  const direction = isHigherBetter === null ? "" : isHigherBetter ? "higher" : "lower";
  return `| \`${name}\` | ${cell(unit)} | ${direction} | ${holdDays} days | ${cell(description)} |`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

if (import.meta.main) await writeFile(dataDictionaryFile, await dataDictionary());
