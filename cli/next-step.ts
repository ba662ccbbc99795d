import { addDays, daysBetween } from "../lib/dates.ts";
import type { Services } from "../lib/services.ts";
import { shellWord } from "./invocation.ts";

interface Landed {
  /** The first day that can be built; undefined when it is not known. */
  readonly first: string | undefined;
  /** The day of the landing. */
  readonly landedOn: string;
  /** The latest published day. */
  readonly head: string | undefined;
}

/** A history with more days is built by the week first. */
const mostDaily = 92;

/** The command after `land`: a history that nobody has built yet is backfilled, everything else is run. */
export function commandAfterLanding({ first, landedOn, head }: Landed): string {
  if (head !== undefined || first === undefined || first >= landedOn)
    return `bellwether run --date ${landedOn}`;
  const yesterday = addDays(landedOn, -1);
  const every = daysBetween(first, yesterday) > mostDaily ? " --every 7d" : "";
  return `bellwether backfill --from ${first} --to ${yesterday}${every}`;
}

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
