import { datesBetween } from "../dates.ts";
import { loadModels } from "../models/load.ts";
import { type Query, queryOn } from "../models/queries.ts";
import type { Chain } from "../pipeline/chain.ts";
import { dayText } from "../sentences/text.ts";
import { withGivenTables } from "../warehouse/given-tables.ts";
import { quoteText } from "../warehouse/quote.ts";
import { isUnknownName, type Row } from "../warehouse/warehouse.ts";
import { type AccountChange, accountChanges } from "./account-changes.ts";
import { type ChangeReading, type ComparedAccount, changesSince, NotComparable } from "./changes-since.ts";
import { nearDays } from "./near-days.ts";

/** The change of an account's score since any earlier published day, in words. @throws NotComparable */
export async function changeSince(account: ComparedAccount, from: ChangeSource): Promise<AccountChange> {
  try {
    return await readChange(account, from);
  } catch (error) {
    if (!isUnknownName(error)) throw error;
    throw new NotComparable(
      `an older version built ${account.asOfDate}, ${account.from} or a day between: they cannot be compared`,
      { cause: error },
    );
  }
}

interface ChangeSource extends ChangeReading {
  readonly chain: Chain;
  /** `change_reasons` */
  readonly query: Query;
}

async function readChange(
  account: ComparedAccount,
  { chain, query, ...reading }: ChangeSource,
): Promise<AccountChange> {
  const { account_id, asOfDate, from } = account;
  await assertComparable(account, chain, reading);
  const { own, runs } = await changesSince(account, reading);
  const horizon = datesBetween(from, asOfDate, 1).length - 1;
  const model = (await loadModels()).find(({ table }) => table === "score_changes");
  if (model === undefined) throw new Error("no file of sql/ makes score_changes");
  const rows = own.map((row) => ({ ...row, horizon_days: horizon, as_of_date: asOfDate }));
  const sql = withGivenTables(
    `select * from (\n${queryOn(query, asOfDate, from)}\n) as reasons
    where account_id = ${quoteText(account_id)} and from_date = date '${from}' and horizon_days = ${horizon}`,
    [{ table: "score_changes", columns: model.columns, rows: [...rows, ...runs], date: asOfDate }],
  );
  const [change] = accountChanges(await reading.read(sql), asOfDate).get(account_id) ?? [];
  return change ?? unchanged(await scoreOn(account, from, reading), { from, horizon });
}

const unchanged = (
  then: Row | undefined,
  { from, horizon }: { readonly from: string; readonly horizon: number },
): AccountChange => {
  const score = typeof then?.score === "number" ? then.score : null;
  const band = typeof then?.band === "string" ? then.band : null;
  return {
    ...{ horizon_days: horizon, from_date: from, lead: null, reasons: [], rows: [] },
    ...{ score_from: score, score_to: score, band_from: band, band_to: band },
  };
};

const scoreOn = async (
  { account_id }: ComparedAccount,
  date: string,
  { read }: Pick<ChangeReading, "read">,
): Promise<Row | undefined> => {
  const own = `as_of_date = date '${date}' and account_id = ${quoteText(account_id)}`;
  return (await read(`select score, band from scores where ${own}`))[0];
};

async function assertComparable(
  account: ComparedAccount,
  chain: Chain,
  reading: ChangeReading,
): Promise<void> {
  const { account_id, asOfDate, from } = account;
  if (from >= asOfDate)
    throw new NotComparable(`${from} is not before ${asOfDate}: name an earlier day with --since`);
  if (!chain.links.some(({ as_of_date }) => as_of_date === from)) {
    const near = nearDays(
      chain.links.map(({ as_of_date }) => as_of_date).filter((day) => day < asOfDate),
      from,
    );
    throw new NotComparable(`${from} is not published${near}`);
  }
  const score = await scoreOn(account, from, reading);
  if (score === undefined || score.score === null)
    throw new NotComparable(`the account ${account_id} had no score on ${from} (${dayText(from)})`);
  const own = `as_of_date = date '${from}' and account_id = ${quoteText(account_id)}`;
  const detail = await reading.read(`select measure from measure_scores where ${own} limit 1`);
  if (detail.length === 0)
    throw new NotComparable(
      `the measures of ${from} are deleted: days are kept whole for retention.daily days of the config, then month ends`,
    );
}
