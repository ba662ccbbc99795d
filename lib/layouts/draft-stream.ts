import type { FieldMapping } from "../config/schema.ts";
import { entities } from "../entities.ts";
import { plural } from "../plural.ts";
import { pathsOfMapping } from "../preview/mapped-paths.ts";
import { attributesOf } from "./attributes.ts";
import { withBothNames } from "./both-names.ts";
import { customersQuestion } from "./customers.ts";
import type { Candidate, DraftField, DraftSetting, DraftStream, Undrafted } from "./draft-types.ts";
import { chosenMapping, fitField } from "./fit-field.ts";
import { pathsByName } from "./generic.ts";
import { customPaths } from "./keys.ts";
import { beginOf, landingChoice } from "./landing-choice.ts";
import type { Names } from "./names.ts";
import { partialQuestion } from "./one-header.ts";
import { madeKey } from "./record-key.ts";
import type { Writing } from "./sample.ts";
import { sqlPath } from "./sql-path.ts";

/** A candidate as a stream of the config, or why its records are of no use. */
export function draftStream(
  candidate: Candidate,
  { names, accountId }: { readonly names: Names; readonly accountId: DraftField | undefined },
): DraftStream | Undrafted {
  const { source, name, entity, sample, ask } = candidate;
  const fields = draftFields(candidate, names, accountId);
  const mappings = Object.fromEntries(Object.entries(fields).map(([field, { mapping }]) => [field, mapping]));
  const key = fields[entities[entity].key]?.mapping;
  const keyPaths = key === undefined ? [] : pathsOfMapping(key);
  const { path, mode, backdate } = landingChoice(
    candidate,
    keyPaths.length === 1 ? keyPaths[0] : undefined,
    candidate.begin ?? beginOf(candidate, mappings),
  );
  const { partial = [], renamed = [] } = sample;
  const stream: DraftStream = {
    ...{
      source,
      name,
      entity,
      sample,
      questions: [
        ...ask,
        ...(entity === "accounts" ? customersQuestion(candidate) : []),
        ...(entity === "account_links" ? [] : partialQuestion(partial)),
      ],
    },
    settings: {
      path: { value: path, evidence: filesOf(candidate) },
      mode,
      ...writingOf(candidate),
      ...settingsOf(candidate, fields),
      ...(backdate === undefined ? {} : { backdate }),
    },
    fields: backdate === undefined ? fields : lasting(fields, candidate),
    attributes: entity === "accounts" ? attributesOf(candidate, mappings) : {},
  };
  const drafted = withBothNames(stream, renamed);
  if (typeof drafted === "string") return { reason: drafted };
  const missing = entities[entity].fields.filter(
    (each) => each.isRequired && fields[each.name] === undefined && candidate.settings.join === undefined,
  );
  const [first] = missing;
  if (first === undefined && candidate.isUnsure !== true) return drafted;
  const reason =
    candidate.isUnsure === true || first === undefined
      ? `its columns fit no entity; the nearest is ${entity}`
      : `they look like ${entity}, but no column is ${first.comment}`;
  return { reason, skeleton: { stream: drafted, missing, unused: unusedIn(candidate, mappings) } };
}

const mostUnused = 12;

function unusedIn(
  { columns }: Candidate,
  mappings: Readonly<Record<string, FieldMapping>>,
): readonly string[] {
  const used = new Set(
    Object.values(mappings)
      .flatMap(pathsOfMapping)
      .map((path) => path.toLowerCase()),
  );
  const all = [...columns.byPath.values()].filter(
    ({ path, filled }) => filled > 0 && !used.has(path.toLowerCase()),
  );
  return all.slice(0, mostUnused).map(({ path }) => path);
}

function draftFields(
  candidate: Candidate,
  names: Names,
  accountId: DraftField | undefined,
): Readonly<Record<string, DraftField>> {
  const { entity, columns, notes } = candidate;
  const own = chosenOf(candidate, names);
  const mappings = accountId === undefined ? own : { ...own, account_id: accountId.mapping };
  const fields: Record<string, DraftField> = {};
  for (const { name } of entities[entity].fields) {
    const mapping = mappings[name];
    if (name === "account_id" && accountId !== undefined) fields[name] = accountId;
    else if (mapping !== undefined)
      fields[name] = fitField(entity, name, { mapping, columns, note: notes[name] });
  }
  const { key, fields: known } = entities[entity];
  const isKeyNeeded = known.some(({ name, isRequired }) => name === key && isRequired);
  const made = isKeyNeeded && fields[key] === undefined ? madeKey(candidate, mappings) : undefined;
  return made === undefined ? fields : { [key]: made, ...fields };
}

/** What the preset has, and of the fields that are left those that a column with a name of the customer's own may be. */
function chosenOf(candidate: Candidate, names: Names): Readonly<Record<string, FieldMapping>> {
  const { entity, columns, custom } = candidate;
  const chosen = chosenMappings(candidate);
  const left = Object.entries(names[entity]?.fields ?? {}).filter(
    ([name]) => chosen[name] === undefined && name !== "account_id",
  );
  const paths = customPaths(columns, custom);
  if (paths.length === 0 || left.length === 0) return chosen;
  const found = paths.flatMap((path) => columns.byPath.get(path.toLowerCase()) ?? []);
  const byPath = new Map(found.map((column) => [column.path.toLowerCase(), column]));
  return { ...pathsByName({ rows: columns.rows, byPath }, entity, Object.fromEntries(left)), ...chosen };
}

/** Of each field the first mapping that the samples have the paths of. */
export function chosenMappings({ fields, columns }: Candidate): Readonly<Record<string, FieldMapping>> {
  const all = Object.entries(fields).map(
    ([name, candidates]) => [name, chosenMapping(candidates, columns)] as const,
  );
  return Object.fromEntries(
    all.flatMap(([name, mapping]) => (mapping === undefined ? [] : [[name, mapping]])),
  );
}

function filesOf({ sample: { group } }: Candidate): string {
  const { files, dates } = group;
  const [from, to] = [dates[0], dates.at(-1)];
  const span =
    from === undefined || to === undefined ? "" : from === to ? ` of ${from}` : `, ${from} to ${to}`;
  return `${plural(files.length, "file")}${span}`;
}

/** Whatever the name of the files does not show. */
function writingOf({ sample: { group, writing } }: Candidate): Readonly<Record<string, DraftSetting>> {
  const extension = /\.([a-z]+)(?:\.gz)?$/i.exec(group.glob)?.[1]?.toLowerCase();
  const usual = {
    csv: "csv",
    tsv: "csv",
    ndjson: "ndjson",
    jsonl: "ndjson",
    json: "json",
    parquet: "parquet",
  }[extension ?? ""];
  const isUsualDelimiter =
    writing.delimiter === "," ||
    writing.format !== "csv" ||
    (extension === "tsv" && writing.delimiter === "\t");
  return {
    ...(usual === writing.format ? {} : { format: { value: writing.format } }),
    ...(isUsualDelimiter ? {} : { delimiter: { value: writing.delimiter } }),
    ...listOf(writing),
    ...(writing.encoding === "utf-8"
      ? {}
      : { encoding: { value: writing.encoding, evidence: "the bytes are no UTF-8" } }),
  };
}

function listOf({ list, otherLists = [] }: Writing): Readonly<Record<string, DraftSetting>> {
  if (list === undefined) return {};
  const beside = otherLists.length === 0 ? "" : `; other lists in it are not used: ${otherLists.join(", ")}`;
  return { list: { value: list, evidence: `a file is one object around its records${beside}` } };
}

function settingsOf(
  { settings, entity, columns, isKnown }: Candidate,
  fields: Readonly<Record<string, DraftField>>,
): Readonly<Record<string, DraftSetting>> {
  const { mode: _, where, ...others } = settings;
  const stated = Object.entries(others).map(([name, value]): [string, DraftSetting] => [name, { value }]);
  if (typeof where === "string") return Object.fromEntries([["where", { value: where }], ...stated]);
  const begin = entities[entity].fields.find(({ isBegin }) => isBegin === true)?.name;
  const mapping = begin === undefined ? undefined : fields[begin]?.mapping;
  const path = mapping === undefined ? undefined : pathsOfMapping(mapping)[0];
  const empty = path === undefined ? 0 : columns.rows - (columns.byPath.get(path.toLowerCase())?.filled ?? 0);
  if (isKnown || path === undefined || empty === 0) return Object.fromEntries(stated);
  const evidence = `${empty} of ${columns.rows} sampled rows have none, such as empty rows and totals`;
  return { where: { value: `${sqlPath(path)} <> ''`, evidence }, ...Object.fromEntries(stated) };
}

/** Fields that change without a date of their own. */
const changing = new Set([
  "status",
  "balance",
  "amount_paid",
  "reopens",
  "churn_reason",
  "merged_into",
  "merged_ids",
  "updated_at",
]);

/** In a history that was exported in one go, what stands for the past too, because it seldom changes. */
function lasting(
  fields: Readonly<Record<string, DraftField>>,
  { entity }: Candidate,
): Readonly<Record<string, DraftField>> {
  const { key, kind, fields: known } = entities[entity];
  if (kind === "events") return fields;
  return Object.fromEntries(
    Object.entries(fields).map(([name, draft]) => {
      const field = known.find((each) => each.name === name);
      const isDated = field?.type === "date" || field?.type === "timestamp(3)";
      if (name === key || changing.has(name) || (isDated && name !== "customer_since")) return [name, draft];
      return [name, { ...draft, mapping: immutable(draft.mapping) }];
    }),
  );
}

function immutable(mapping: FieldMapping): FieldMapping {
  if (typeof mapping === "string") return { field: mapping, immutable: true };
  return "value" in mapping ? mapping : { ...mapping, immutable: true };
}
