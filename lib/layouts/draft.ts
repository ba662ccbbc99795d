import { entities } from "../entities.ts";
import { pathsOfMapping } from "../preview/mapped-paths.ts";
import type { ReadableStore } from "../storage/object-store.ts";
import { type AccountKey, accountKey, type Link, linkToFirst } from "./account-key.ts";
import { candidatesOf } from "./candidates.ts";
import { columnsOfSample } from "./columns.ts";
import { withoutDoubles } from "./doubles.ts";
import { draftStream } from "./draft-stream.ts";
import type { Candidate, DraftStream, LeftOut } from "./draft-types.ts";
import { withoutCopies } from "./file-copies.ts";
import { fileGroups } from "./file-groups.ts";
import { chosenMapping } from "./fit-field.ts";
import { internalField } from "./internal-accounts.ts";
import { keysOf, mappingOf } from "./keys.ts";
import { type AccountsStream, type AccountsStreams, matchedByName } from "./known-accounts.ts";
import { linkStream } from "./link-stream.ts";
import { loadNames, type Names } from "./names.ts";
import { systems } from "./preset.ts";
import { loadPresets } from "./presets.ts";
import { withOnePrice } from "./price.ts";
import { sampleGroup } from "./sample.ts";

/** What a folder of exports lets one say about a project. */
export interface Draft {
  /** The first defines the accounts. */
  readonly streams: readonly DraftStream[];
  readonly leftOut: readonly LeftOut[];
  readonly files: number;
}

export class NoAccounts extends Error {
  override readonly name = "NoAccounts";
  readonly leftOut: readonly LeftOut[];
  constructor(from: string, leftOut: readonly LeftOut[]) {
    const seen = leftOut.map(({ glob, reason }) => `\n  ${glob}: ${reason}`).join("");
    super(
      `${from} has no file that lists accounts: export customers or companies with their ids, as CSV or lines of JSON, and try again${seen}`,
    );
    this.leftOut = leftOut;
  }
}

/** As many accounts are read of a file as it takes to know most of their ids. */
const accountsOfFile = 20_000;

/** Reads samples of all files below a folder of the inbox. @throws NoAccounts */
export async function draftFrom(inbox: ReadableStore, from: string): Promise<Draft> {
  const [presets, names] = await Promise.all([loadPresets(), loadNames()]);
  const files = [];
  for await (const file of inbox.list(from)) if (!isHidden(file.key)) files.push(file);
  const { used: distinct, copies } = await withoutCopies(inbox, files);
  const leftOut: LeftOut[] = [...copies];
  const candidates: Candidate[] = [];
  for (const group of fileGroups(distinct, copies)) {
    const sample = await sampleGroup(inbox, group);
    if ("reason" in sample) {
      leftOut.push({ glob: group.glob, files: group.files.length, reason: sample.reason });
      continue;
    }
    const found = candidatesOf(sample, { presets, names, from });
    if ("reason" in found) leftOut.push(found);
    else candidates.push(...(await Promise.all(found.map((each) => withAllAccounts(inbox, each)))));
  }
  const { used, doubles } = withoutDoubles(candidates);
  const ordered = withOwnNames(used).toSorted((a, b) => orderOf(a) - orderOf(b));
  const accounts = ordered.flatMap(accountsStream);
  const [first] = accounts;
  if (first === undefined) throw new NoAccounts(from, leftOut);
  const drafted = draftAll(ordered, [first, ...accounts.slice(1)], names);
  return { ...drafted, leftOut: [...leftOut, ...doubles, ...drafted.leftOut], files: files.length };
}

const isHidden = (key: string): boolean =>
  key.split("/").some((part) => part.startsWith(".") || part.startsWith("~$"));

/** Accounts first, those of a known CRM before all; then by what the source is. */
const orderOf = ({ entity, system, isKnown }: Candidate): number =>
  (entity === "accounts" ? 0 : 100) + 2 * systems.indexOf(system) + (isKnown ? 0 : 1);

async function withAllAccounts(inbox: ReadableStore, candidate: Candidate): Promise<Candidate> {
  if (candidate.entity !== "accounts") return candidate;
  const sample = await sampleGroup(inbox, candidate.sample.group, accountsOfFile);
  if ("reason" in sample) return candidate;
  return { ...candidate, sample, columns: columnsOfSample(sample) };
}

/** Two exports of one product are two sources: those of two layouts, and two with the same stream. */
function withOwnNames(candidates: readonly Candidate[]): readonly Candidate[] {
  const layoutsOf = Map.groupBy(candidates, ({ source }) => source);
  const bySource = candidates.map((candidate) => {
    const layouts = [...new Set(layoutsOf.get(candidate.source)?.map(({ layout }) => layout))];
    return { ...candidate, source: numbered(candidate.source, layouts.indexOf(candidate.layout) + 1) };
  });
  const seen = new Map<string, number>();
  return bySource.map((candidate) => {
    const key = `${candidate.source}.${candidate.name}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return { ...candidate, source: numbered(candidate.source, count) };
  });
}

const numbered = (source: string, place: number): string => (place === 1 ? source : `${source}_${place}`);

function accountsStream(candidate: Candidate): readonly AccountsStream[] {
  const isSure = candidate.entity === "accounts" && candidate.isUnsure !== true;
  const mapping = isSure ? candidate.fields.account_id : undefined;
  const chosen = mapping === undefined ? undefined : chosenMapping(mapping, candidate.columns);
  const idPath = chosen === undefined ? undefined : pathsOfMapping(chosen)[0];
  const column = idPath === undefined ? undefined : candidate.columns.byPath.get(idPath.toLowerCase());
  return column === undefined ? [] : [{ candidate, idPath: column.path, ids: keysOf(column) }];
}

function draftAll(
  candidates: readonly Candidate[],
  accounts: AccountsStreams,
  names: Names,
): Pick<Draft, "streams" | "leftOut"> {
  const [first] = accounts;
  const links: Link[] = [];
  const streams: DraftStream[] = [];
  const leftOut: LeftOut[] = [];
  const add = (candidate: Candidate, key: AccountKey | undefined, byName?: string): boolean => {
    const drafted = draftStream(candidate, { names, accountId: key?.field });
    const { glob, files } = candidate.sample.group;
    if ("reason" in drafted) {
      const reason = [drafted.reason, ...candidate.ask].join(". ");
      leftOut.push({ glob, files: files.length, reason, skeleton: drafted.skeleton });
      return false;
    }
    streams.push(byName === undefined ? drafted : { ...drafted, byName });
    return true;
  };
  for (const candidate of candidates) {
    const { join } = candidate.settings;
    if (
      join !== undefined &&
      !candidates.some(({ source, name }) => source === candidate.source && name === join)
    ) {
      const { glob, files } = candidate.sample.group;
      leftOut.push({ glob, files: files.length, reason: `they belong to ${join}, which are not there` });
      continue;
    }
    if (candidate.entity === "accounts") {
      const own = accounts.find((each) => each.candidate === candidate);
      const match = own === undefined || own === first ? undefined : linkToFirst(own, first);
      const byName =
        own === undefined || own === first || match !== undefined ? undefined : matchedByName(own, first);
      add(own === first ? { ...candidate, ...internalField(candidate) } : candidate, undefined, byName);
      if (own !== undefined && match !== undefined && match.path !== own.idPath)
        links.push({
          source: candidate.source,
          accounts: own,
          keyPath: own.idPath,
          id: mappingOf(match),
          match,
        });
      continue;
    }
    const hasAccount = join === undefined && hasField(candidate, "account_id");
    const key = hasAccount ? accountKey(candidate, accounts) : undefined;
    const apart = withEach(apartFrom(candidate, key, first), key);
    const byName = key?.by === "name" ? key.field.evidence : undefined;
    if (add(apart, key, byName) && key?.link !== undefined) links.push({ ...key.link, source: apart.source });
  }
  const unique = new Map(links.map((link) => [`${link.source} ${link.accounts.candidate.source}`, link]));
  const linked = [...unique.values()].map((link) => linkStream(link, first, names));
  const priced = streams.map((stream) => withOnePrice(stream, streams));
  return { streams: withOwnAttributes([...priced, ...linked]), leftOut };
}

/** An attribute is of one stream, the first that has it. */
function withOwnAttributes(streams: readonly DraftStream[]): readonly DraftStream[] {
  const seen = new Set<string>();
  return streams.map((stream) => {
    const own = Object.entries(stream.attributes).filter(([name]) => !seen.has(name));
    for (const [name] of own) seen.add(name);
    return { ...stream, attributes: Object.fromEntries(own) };
  });
}

const hasField = ({ entity }: Candidate, field: string): boolean =>
  entities[entity].fields.some(({ name }) => name === field);

const withEach = (candidate: Candidate, key: AccountKey | undefined): Candidate =>
  key?.each === undefined ? candidate : { ...candidate, settings: { ...candidate.settings, each: key.each } };

/** Links, domains and names are for keys of other sources: within the source of the accounts, keys are ids. */
function apartFrom(candidate: Candidate, key: AccountKey | undefined, first: AccountsStream): Candidate {
  const accounts = key?.by !== undefined ? first : key?.link?.accounts;
  return accounts?.candidate.source === candidate.source
    ? { ...candidate, source: `${candidate.source}_${candidate.name}` }
    : candidate;
}
