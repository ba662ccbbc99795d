import type { FieldMapping } from "../config/schema.ts";
import { type EntityName, entities } from "../entities.ts";
import { pathsOfMapping } from "../preview/mapped-paths.ts";
import { type Each, elementItself } from "../record-path.ts";
import type { Columns } from "./columns.ts";
import type { Candidate, DraftField } from "./draft-types.ts";
import { chosenMapping } from "./fit-field.ts";
import {
  customPaths,
  keysOf,
  type Match,
  mappingOf,
  matchDerived,
  matchDomains,
  matchKeys,
  matchNames,
  matchParts,
} from "./keys.ts";
import {
  type AccountsStream,
  type AccountsStreams,
  columnOf,
  domainsIn,
  nameEvidence,
  nameOf,
  namesIn,
  share,
} from "./known-accounts.ts";
import { sqlPath } from "./sql-path.ts";

/** That one source names accounts by a column of an accounts stream: the stream to link them by. */
export interface Link {
  /** The source whose keys are linked. */
  readonly source: string;
  readonly accounts: AccountsStream;
  /** In the accounts stream, the path of that source's key, and the id in the first accounts stream. */
  readonly keyPath: string;
  readonly id: FieldMapping;
  readonly match: Match;
}

export interface AccountKey {
  readonly field: DraftField;
  readonly link: Link | undefined;
  /** What the key is, where it is no id: such keys name accounts of other sources alone. */
  readonly by?: "domain" | "name";
  /** The cell whose parts are the keys: a row of each. */
  readonly each?: Exclude<Each, string>;
}

/**
 * Where a stream's records name their account, found by comparing values: the ids of the first accounts stream, the
 * ids of its own source's accounts, another column of an accounts stream, a domain, a name. Undefined without a column.
 */
export function accountKey(candidate: Candidate, all: AccountsStreams): AccountKey | undefined {
  const { columns, fields, custom, source } = candidate;
  const [first] = all;
  const stated = fields.account_id === undefined ? undefined : chosenMapping(fields.account_id, columns);
  const statedPaths = stated === undefined ? [] : pathsOfMapping(stated);
  const own = all.filter((each) => each.candidate.source === source && each !== first);
  const known = [
    { accounts: first, paths: customPaths(columns, custom) },
    ...[...own, first].map((accounts) => ({ accounts, paths: statedPaths })),
    { accounts: first, paths: undefined },
    ...own.map((accounts) => ({ accounts, paths: undefined })),
  ];
  const parts = keysInParts(candidate, all);
  for (const { accounts, paths } of known) {
    const match = matchKeys(columns, accounts.ids, paths);
    if (match === undefined) continue;
    if (parts?.each?.field === match.path) return parts;
    const ownKey = accounts === first ? ownKeyOf(columns, statedPaths, own) : undefined;
    return { field: keyField(candidate, match, { first, accounts, own: ownKey }), link: undefined };
  }
  if (parts !== undefined) return parts;
  const linked = linkedKey(candidate, all);
  if (linked !== undefined) return linked;
  for (const accounts of [first, ...own]) {
    const match = matchDerived(columns, accounts.ids);
    if (match === undefined) continue;
    const evidence = `${share(match)} are ids of ${nameOf(accounts)}`;
    return { field: { mapping: mappingOf(match), evidence, questions: [] }, link: undefined };
  }
  const byDomain = matchDomains(columns, domainsIn(first));
  if (byDomain !== undefined)
    return {
      field: {
        mapping: byDomain.path,
        evidence: `${share(byDomain)} have the domain of one of ${nameOf(first)}`,
        questions: [],
      },
      link: undefined,
      by: "domain",
    };
  const byName = matchNames(columns, namesIn(first));
  if (byName !== undefined)
    return {
      field: { mapping: byName.path, evidence: nameEvidence(byName, first), questions: [] },
      link: undefined,
      by: "name",
    };
  if (stated === undefined) return undefined;
  const asked = `None of the samples is the id of one of ${nameOf(first)}: which column names the account?`;
  return { field: { mapping: stated, evidence: "", questions: [asked] }, link: undefined };
}

/** What may be of several accounts at once, and is of each of them. Money and use would count twice. */
const shared: ReadonlySet<EntityName> = new Set(["touchpoints", "contacts", "tickets", "survey_responses"]);

/** Keys that are the parts of a cell. A row is told by its record's id and the part, so that the record needs one. */
function keysInParts(candidate: Candidate, all: AccountsStreams): AccountKey | undefined {
  const { columns, entity, fields, settings, isKnown, source } = candidate;
  const ofKey = fields[entities[entity].key];
  const key = ofKey === undefined ? undefined : chosenMapping(ofKey, columns);
  if (isKnown || !shared.has(entity) || settings.each !== undefined || typeof key !== "string")
    return undefined;
  for (const accounts of all.filter((each) => each === all[0] || each.candidate.source === source)) {
    const match = matchParts(columns, accounts.ids);
    if (match === undefined || match.path === key) continue;
    const evidence = `${share(match)} in cells with several are ids of ${nameOf(accounts)}: one row of each`;
    return {
      field: { mapping: elementItself, evidence, questions: [] },
      link: undefined,
      each: { field: match.path, separator: match.separator },
    };
  }
  return undefined;
}

/** The key; where rows have none the key of their own source, or an email of the account's domain. */
function keyField(
  { columns }: Candidate,
  match: Match,
  {
    first,
    accounts,
    own,
  }: { readonly first: AccountsStream; readonly accounts: AccountsStream; readonly own: Match | undefined },
): DraftField {
  const evidence = `${share(match)} are ids of ${nameOf(accounts)}`;
  const filled = columns.byPath.get(match.path.toLowerCase())?.filled ?? 0;
  const isFallbackUsed = own !== undefined && own.path !== match.path;
  const byDomain = filled * 20 < columns.rows * 19 ? matchDomains(columns, domainsIn(first)) : undefined;
  const other = isFallbackUsed ? own.path : byDomain?.path;
  if (other === undefined || filled === columns.rows) return { mapping: match.path, evidence, questions: [] };
  const without = `${columns.rows - filled} of ${columns.rows} rows have none`;
  return {
    mapping: { sql: `coalesce(nullif(${sqlPath(match.path)}, ''), ${sqlPath(other)})` },
    evidence: `${evidence}; ${without}, and are matched by ${isFallbackUsed ? other : `the domain of ${other}`}`,
    questions: [],
  };
}

/** The column with the ids of the source's own accounts, such as Stripe's customers. */
const ownKeyOf = (
  columns: Columns,
  paths: readonly string[],
  own: readonly AccountsStream[],
): Match | undefined =>
  own.map(({ ids }) => matchKeys(columns, ids, paths)).find((match) => match !== undefined);

/** A key that another column of some accounts stream has, besides the companies' names. */
function linkedKey(candidate: Candidate, all: AccountsStreams): AccountKey | undefined {
  const [first] = all;
  for (const accounts of all) {
    const id = accounts === first ? first.idPath : linkedId(accounts, first);
    if (id === undefined) continue;
    const names = columnOf(accounts.candidate, "name");
    for (const column of accounts.candidate.columns.byPath.values()) {
      if (column.path === names?.path || !isUnique(column, accounts)) continue;
      const match = matchKeys(candidate.columns, keysOf(column));
      if (match === undefined) continue;
      const evidence = `${share(match)} are ${column.path} of ${nameOf(accounts)}`;
      const link = { source: candidate.source, accounts, keyPath: column.path, id, match };
      return { field: { mapping: match.path, evidence, questions: [] }, link };
    }
  }
  return undefined;
}

function linkedId(accounts: AccountsStream, first: AccountsStream): FieldMapping | undefined {
  const match = linkToFirst(accounts, first);
  return match === undefined ? undefined : mappingOf(match);
}

/** Where an accounts stream has the ids of the first one. */
export const linkToFirst = ({ candidate }: AccountsStream, first: AccountsStream): Match | undefined =>
  matchKeys(candidate.columns, first.ids) ?? matchDerived(candidate.columns, first.ids);

/** Whether every account has a value of its own there, and one that can be an id. */
function isUnique(
  { path, values }: { readonly path: string; readonly values: ReadonlyMap<string, number> },
  { ids, idPath }: AccountsStream,
): boolean {
  const isId = [...values.keys()].every(
    (text) => /^[\w.:/-]{3,}$/.test(text) && !/^\d{4}-\d\d-\d\d|^(true|false)$/i.test(text),
  );
  const accounts = new Set([...ids].map((id) => (/^[a-zA-Z0-9]{18}$/.test(id) ? id.slice(0, 15) : id))).size;
  return path !== idPath && isId && values.size >= 3 && values.size >= 0.9 * accounts;
}
