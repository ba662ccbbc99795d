import { pathsOfMapping } from "../preview/mapped-paths.ts";
import type { Column } from "./columns.ts";
import type { Candidate } from "./draft-types.ts";
import { chosenMapping } from "./fit-field.ts";
import { domainsOf, type Keys, type Match, matchDomains, matchNames, namesOf } from "./keys.ts";

/** A stream of accounts, and the ids that its samples have. */
export interface AccountsStream {
  readonly candidate: Candidate;
  /** The path of the accounts' own id. */
  readonly idPath: string;
  readonly ids: Keys;
}

/** The accounts streams in their order: the first defines the accounts. */
export type AccountsStreams = readonly [AccountsStream, ...AccountsStream[]];

/** What shows that the accounts of a later source are the first ones by their names, and by nothing else. */
export function matchedByName({ candidate }: AccountsStream, first: AccountsStream): string | undefined {
  const { columns } = candidate;
  const name = columnOf(candidate, "name");
  const domain = columnOf(candidate, "domain");
  if (name === undefined) return undefined;
  if (domain !== undefined && matchDomains(columns, domainsIn(first), [domain.path]) !== undefined)
    return undefined;
  const match = matchNames(columns, namesIn(first), [name.path]);
  return match === undefined ? undefined : nameEvidence(match, first);
}

export const nameEvidence = (match: Match, first: AccountsStream): string =>
  `${share(match)} are names of ${nameOf(first)}`;

/** The column that a field is mapped to. */
export function columnOf({ columns, fields }: Candidate, field: string): Column | undefined {
  const mapping = fields[field] === undefined ? undefined : chosenMapping(fields[field], columns);
  const path = mapping === undefined ? undefined : pathsOfMapping(mapping)[0];
  return path === undefined ? undefined : columns.byPath.get(path.toLowerCase());
}

export const domainsIn = ({ candidate }: AccountsStream): Keys => {
  const column = columnOf(candidate, "domain");
  return column === undefined ? new Set() : domainsOf(column);
};

export const namesIn = ({ candidate }: AccountsStream): Keys => {
  const column = columnOf(candidate, "name");
  return column === undefined ? new Set() : namesOf(column);
};

export const share = ({ matched, distinct }: Match): string =>
  matched === distinct ? `all ${distinct} sampled values` : `${matched} of ${distinct} sampled values`;

export const nameOf = ({ candidate: { source, name } }: AccountsStream): string => `${source}.${name}`;
