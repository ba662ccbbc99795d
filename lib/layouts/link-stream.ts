import { plural } from "../plural.ts";
import { pathsOfMapping } from "../preview/mapped-paths.ts";
import type { Link } from "./account-key.ts";
import { chosenMappings, draftStream } from "./draft-stream.ts";
import type { Candidate, DraftStream } from "./draft-types.ts";
import type { AccountsStream } from "./known-accounts.ts";
import { beginOf } from "./landing-choice.ts";
import type { Names } from "./names.ts";
import { sqlPath } from "./sql-path.ts";

/** A stream of account_links over the files of an accounts stream. */
export function linkStream(link: Link, first: AccountsStream, names: Names): DraftStream {
  const { source, accounts, keyPath, id } = link;
  const { candidate } = accounts;
  const { columns, settings } = candidate;
  const [idPath = ""] = pathsOfMapping(id);
  const isColumn = typeof id === "string";
  const filled = isColumn ? (columns.byPath.get(idPath.toLowerCase())?.filled ?? 0) : 0;
  const without = columns.rows - filled;
  const where =
    without === 0
      ? settings.where
      : `${typeof id === "object" && "sql" in id ? id.sql : sqlPath(idPath)} <> ''`;
  const name = accounts === first ? `${source}_keys` : `${candidate.name}_links`;
  const linked: Candidate = {
    ...candidate,
    ...{ name, entity: "account_links", custom: [], attributes: {}, ask: [] },
    // A link holds also once its account is gone from the export: what was merged keeps its keys.
    settings: { ...settings, where, mode: "upsert" },
    begin: beginOf(candidate, chosenMappings(candidate)),
    fields: { other_source: { value: source }, other_account_id: keyPath, account_id: id },
    notes: {
      other_source: `Keys of ${source} are looked up here.`,
      account_id: noteOf(link, first),
    },
  };
  const drafted = draftStream(linked, { names, accountId: undefined });
  if ("reason" in drafted) throw new Error(`the link of ${source}: ${drafted.reason}`);
  return drafted;
}

/** What shows that the two name the same accounts. */
function noteOf({ source, accounts, keyPath, match }: Link, first: AccountsStream): string {
  const values = `${match.matched} of ${plural(match.distinct, "sampled value")}`;
  const { source: firstSource, name } = first.candidate;
  return accounts === first
    ? `${values} of ${source} are a ${keyPath} here.`
    : `${values} are ids of ${firstSource}.${name}.`;
}
