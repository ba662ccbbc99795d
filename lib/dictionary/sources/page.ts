import { writeFile } from "node:fs/promises";
import { entityChapters } from "./entity-chapters.ts";
import { layoutsChapter } from "./layouts-chapter.ts";
import { fieldSettingsTable, functionsTable, settingsChapters } from "./mapping-chapters.ts";

export const sourcesPageFile = new URL("../../../docs/sources.md", import.meta.url);

/** Everything that a source can be mapped to and how, as Markdown. */
export function sourcesPage(): string {
  const layouts = layoutsChapter();
  return `${[
    introduction,
    mapping,
    fieldSettingsTable(),
    expressions,
    functionsTable(),
    parts,
    keys,
    "## Entities\n",
    entityChapters(),
    "\n## Settings\n",
    settingsChapters(),
    ...(layouts === undefined ? [] : [layoutsIntroduction, layouts]),
  ].join("\n")}\n`;
}

const introduction = `# Sources

<!-- Written by \`npm run docs\` from lib/entities.ts, lib/words, lib/config/schema.ts and lib/dialect/functions.ts: change those. -->

A *source* is a system that exports files. Each *stream* of it is one kind of file, and gives records of one *entity*: accounts, tickets, usage and so on. \`fields\` says where each field of the entity is in a record; a field that is not mapped has no value.

\`\`\`yaml
sources:
  - name: helpdesk
    kind: files
    expect_every: 1d
    streams:
      tickets:
        path: helpdesk/tickets-*.ndjson      # below the project's folder
        mode: upsert                         # new and changed tickets
        entity: tickets
        where: "type <> 'spam'"
        fields:
          ticket_id: id
          account_id: organization.external_id
          created_at: created_at
          solved_at: { field: metrics.solved, format: epoch_seconds }
          status: { field: state, values: { Geparkt: hold } }
          channel: { value: web }
\`\`\`

\`bellwether check\` reports every mistake in the mapping and every path that no record has; \`bellwether preview\` shows the first rows as a run would read them. [How values are read](reading-values.md) says what becomes of bad and empty cells.
`;

const mapping = `## How a field is mapped

| form | gives |
|---|---|
| \`name: Company\` | the cell of that column, or the value at that path: \`owner.name\`, \`items[0].price\`. A column of exactly that name goes before a path |
| \`created_on: { field: created, format: DD/MM/YYYY }\` | the same, with settings |
| \`survey: { value: nps }\` | a constant |
| \`amount: { sql: "cast(cents as decimal(18,2)) / 100" }\` | an expression over paths of the record |

The settings of a mapped field:
`;

const expressions = `
[The formats of dates](reading-values.md#dates) are listed with an example each, as are [the forms of numbers](reading-values.md#numbers-booleans-dates) and [known words](reading-values.md#words).

### Expressions

\`{ sql: … }\` maps a field by an expression, \`where\` leaves out rows by a condition, and \`backdate\` dates records. Every path of the record is a text in them: cast it (\`cast(seats as bigint)\`, \`try_cast(…)\`), and quote it if it is no plain word (\`"Amount (EUR)"\`). The first readable of several is \`coalesce(try_cast(closed as date), try_cast(due as date))\`: a \`cast\` of a text that is none of the type fails, and the cell is unreadable; a \`try_cast\` in a \`coalesce\` lets the next value count, and fails only without one. Besides the operators, \`case\`, \`in\`, \`between\`, \`like\`, \`trim(…)\`, \`cast\` and \`try_cast\`, these functions mean the same on every engine:
`;

const parts = `
### Pages of an API

\`list: conversations\` reads a JSON file that is an object around its records, such as \`{"conversations": [...], "pages": {...}}\`: each object of the list is a record, as if it stood alone, and what is around the list is passed over. The list may be deeper (\`list: result.elements\`), and a file may have several pages one after the other. A page may be of any size; one without the list is not landed.

### A list in a record

\`each: items.data\` makes a row of each element of a list. Paths then start in the element; \`^customer\` starts in the record, and an expression writes it in quotes: \`"^customer"\`. In mode \`upsert\`, \`record: id\` names the record, and an element that its newest version lacks is deleted. \`updated_at\` and \`backdate\` need a path with \`^\`. A record without elements counts as \`empty\`, not as rejected. When five or more records landed on a day and none has the path at all, the file is of another kind: the stream is \`degraded\`, reason \`listless\`.

\`\`\`yaml
subscriptions:
  path: exports/subscriptions-*.ndjson
  mode: upsert
  entity: subscriptions
  each: items.data                           # a price and a quantity each
  record: id
  fields:
    subscription_id: id                      # of the element, unique in its source; or { sql: '"^id" || id' }
    account_id: ^customer
    started_on: { field: ^start_date, format: epoch_seconds }
    amount: { sql: "cast(price.unit_amount as decimal(18,2)) / 100" }
    interval: price.recurring.interval
    quantity: quantity
\`\`\`

The path \`.\` is the element itself, in a list of texts such as \`["1001", "1002"]\`: \`account_id: .\`, and \`"."\` in an expression. Of an element that is an object it has no value.

### Several keys in a cell

\`each: { field: Accounts, separator: ";" }\` makes a row of each part of a text, in every format. Parts are trimmed, blank ones are dropped, and equal ones are one row. \`.\` is the part. A part has no members, so that every other path starts in the record, without \`^\`.

\`\`\`yaml
meetings:
  path: meetings/*.csv
  mode: upsert
  entity: touchpoints
  each: { field: Accounts, separator: ";" }  # A;B: a touchpoint of each
  fields:
    touchpoint_id: Meeting                   # m1 becomes m1/A and m1/B
    account_id: .
    occurred_at: Date
\`\`\`

The id of a row is its record's id, \`/\` and the part; an expression with \`"."\` makes another, and then needs \`record: Meeting\` in mode \`upsert\`. A part that the newest version of its record lacks is deleted. A cell without parts is one row of an empty part, which counts for no account; a cell that is a list or an object is rejected as \`not a text: Accounts\`. A JSON list of keys as the text of a cell, such as \`["1001","1002"]\` in a CSV, is split at its elements, whatever the separator is.

### Two files for one record

\`join: tickets\` adds the fields of a stream to the records of another stream of the source with the same key. It maps its key and the fields that the other does not map, required ones such as \`account_id\` or \`created_at\` among them. The files may land in any order: a row whose record is not known waits for it, and so does a record for a row with its required fields. Such rows count as \`unmatched\`; beyond \`max_unmatched\` their stream is degraded.

\`\`\`yaml
ticket_metrics:
  path: exports/ticket_metrics-*.ndjson
  mode: upsert
  entity: tickets
  join: tickets
  fields: { ticket_id: ticket_id, solved_at: solved_at, reopens: reopens }
\`\`\`
`;

const keys = `
## How a key finds its account

The first source with accounts, usually the CRM, says which accounts there are. Every other record names its account by a key of its own source: its \`account_id\`. A run matches the key as known on the day, so an account that is linked later takes its earlier records with it.

\`\`\`mermaid
flowchart LR
    key["account_id of a record<br/>in the source helpdesk"] --> form["one form: trimmed,<br/>1001.0 is 1001"]
    form --> id{"the id of<br/>an account?"}
    id -- yes --> account["the account"]
    id -- no --> link{"in account_links<br/>of that source?"}
    link -- yes --> account
    link -- no --> domain{"the domain of one<br/>account, or of this source's<br/>own account record?"}
    domain -- yes --> account
    domain -- no --> name{"match_by_name, and the<br/>company's name of<br/>one account?"}
    name -- "yes, and told" --> account
    name -- no --> record{"a renamed key, whose<br/>records matched before?"}
    record -- "yes, and told" --> account
    record -- no --> none["unmatched: counts for<br/>no account, and is told"]
    account --> merged{"merged into<br/>another?"}
    merged -- yes --> survivor["the survivor"]
\`\`\`

- **By id.** The source has the CRM's ids. Salesforce ids match in 15 and 18 characters, those of 18 in any case.
- **By link.** Rows of \`account_links\` name a key of another source and its account. A column of the CRM that holds the billing customer is a stream of \`account_links\` over the CRM's own files, with \`other_source: { value: billing }\`.
- **By domain.** A key that is an address, a URL or a domain matches the account with that domain; so does a key whose own accounts stream maps a \`domain\`. A domain that several accounts have matches none, nor does one of a mail provider.
- **By name**, the last resort, of a source with \`match_by_name: true\` only. A key that nothing else matches, and that is a company's name or whose own accounts stream maps a \`name\`, matches the account with the same name but for case, punctuation, blanks and a legal form at the end: \`ACME\` is \`Acme, Inc.\`. A name that several accounts have matches none. Reports say how many keys a name alone matched, and how many it left ambiguous.
- **By record.** Keys that a source has renamed are known by records that had other keys before. They count as unmatched all the same, until the mapping is corrected.
- **Merged accounts.** \`merged_into\`, or the survivor's \`merged_ids\`, leads to the survivor.

Tickets, surveys, touchpoints and contacts may be nobody's: a record whose \`account_id\` is empty counts for no account, as \`unmatched\`. Other rows without one are rejected.

The table \`account_identity\` has every key with its account and \`matched_by\`. \`run\`, \`backfill\` and \`status\` name keys that match no account, with an account that each resembles.
`;

const layoutsIntroduction = `
## Layouts of products

\`bellwether init --from <folder>\` recognises these layouts in your exports and writes their mapping. The same files are good examples to copy from: [lib/layouts/presets](../lib/layouts/presets).
`;

if (import.meta.main) await writeFile(sourcesPageFile, sourcesPage());
