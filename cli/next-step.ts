import { daysBetween } from "../lib/dates.ts";
import type { Services } from "../lib/services.ts";
import { shellWord } from "./invocation.ts";

interface Landed {
  /** The first day that can be built; undefined when it is not known. */
  readonly first: string | undefined;
  /** The dates on which records landed. */
  readonly dates: readonly string[];
  /** The day of the landing. */
  readonly landedOn: string;
  /** The latest published day. */
  readonly head: string | undefined;
}

/** A history with more days is built by the week first. */
const mostDaily = 92;

/** The command after `land`: a history that nobody has built yet is backfilled, everything else is run. */
export function commandAfterLanding({ first, dates, landedOn, head }: Landed): string {
  if (head !== undefined || first === undefined || first >= landedOn)
    return `bellwether run --date ${landedOn}`;
  // Days after the last records of the past would only show how everything grows old.
  const last =
    dates
      .filter((date) => date >= first && date < landedOn)
      .toSorted()
      .at(-1) ?? first;
  const every = daysBetween(first, last) > mostDaily ? " --every 7d" : "";
  return `bellwether backfill --from ${first} --to ${last}${every}`;
}

/** What the next command needs to find the same exports. */
export const inboxFlag = (inbox: string | undefined): string =>
  inbox === undefined ? "" : ` --inbox ${shellWord(inbox)}`;

/** The command after `run`: it explains the account that dropped most or, without a drop, has the lowest score. */
export async function commandAfterRun({ warehouse, databases }: Services, asOfDate: string): Promise<string> {
  const [account] = await warehouse.rows(
    `select account_id from account_health where as_of_date = date '${asOfDate}' and is_scored
     order by case when change_1d < 0 then change_1d else 0 end, score, account_id limit 1`,
    { database: databases.published },
  );
  return account === undefined
    ? "bellwether status"
    : `bellwether explain ${shellWord(String(account.account_id))}`;
}
