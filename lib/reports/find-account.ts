import { nearest } from "../nearest.ts";
import type { Row } from "../warehouse/warehouse.ts";

export interface NamedAccount {
  readonly account_id: string;
  readonly name: string | null;
}

export type FoundAccount =
  | { readonly status: "found"; readonly account_id: string }
  /** Several match equally well. */
  | { readonly status: "several"; readonly accounts: readonly NamedAccount[] }
  | { readonly status: "unknown"; readonly nearest: string | undefined };

/**
 * The account that a word means: by its id, its name or the beginning of one of them, in this order; in any case,
 * where the exact one is none.
 */
export function findAccount(word: string, accounts: readonly NamedAccount[]): FoundAccount {
  const wanted = word.trim().toLowerCase();
  const ways: readonly ((account: NamedAccount) => boolean)[] = [
    ({ account_id }) => account_id === word,
    ({ name }) => name === word,
    ({ account_id }) => account_id.toLowerCase() === wanted,
    ({ name }) => name?.toLowerCase() === wanted,
    ({ account_id, name }) =>
      wanted !== "" && [account_id, name ?? ""].some((each) => each.toLowerCase().startsWith(wanted)),
  ];
  for (const isMeant of ways) {
    const found = accounts.filter(isMeant);
    const [first, ...others] = found;
    if (first !== undefined && others.length === 0) return { status: "found", account_id: first.account_id };
    if (others.length > 0) return { status: "several", accounts: found };
  }
  const names = accounts.flatMap(({ account_id, name }) => [account_id, ...(name === null ? [] : [name])]);
  return { status: "unknown", nearest: nearest(word, names) };
}

export const namedAccount = ({ account_id, name }: Row): NamedAccount => ({
  account_id: String(account_id),
  name: typeof name === "string" ? name : null,
});

const mostListed = 10;

/** Such as `Acme, Acme East and 3 more`. */
export function listedAccounts(accounts: readonly NamedAccount[]): string {
  const listed = accounts
    .slice(0, mostListed)
    .map(({ account_id, name }) => (name === null ? account_id : `${name} (${account_id})`));
  const more = accounts.length - listed.length;
  return more > 0 ? `${listed.join(", ")} and ${more} more` : listed.join(", ");
}
