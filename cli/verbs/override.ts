import { execFile } from "node:child_process";
import { appendFile, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Command } from "commander";
import { stringify } from "csv-stringify/sync";
import { addDays, dateOf } from "../../lib/dates.ts";
import type { LocalProject } from "../../lib/local/open-project.ts";
import { headOf, NothingPublished, readChain } from "../../lib/pipeline/chain.ts";
import { overrideColumns } from "../../lib/project/built-in-source.ts";
import { loadConfig } from "../../lib/project/load.ts";
import { findAccount, listedAccounts, namedAccount } from "../../lib/reports/find-account.ts";
import { dayText } from "../../lib/sentences/text.ts";
import { scoreText } from "../../lib/sentences/values.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { openProjectOf, outputOf } from "../open.ts";
import { projectDirectoryOf } from "../options.ts";
import type { OverrideOptions } from "../usage/landing.ts";
import { WrongUsage } from "../wrong-usage.ts";

const run = promisify(execFile);

/** A judgement does not outlast a year; by then somebody looks again. */
const mostDays = 366;

/** Appends an override to the project's file, from which it lands. */
export async function override(word: string, options: OverrideOptions, command: Command): Promise<void> {
  using output = outputOf(command);
  const directory = projectDirectoryOf(command);
  const { config } = await loadConfig(directory);
  if (config.overrides === undefined)
    throw new WrongUsage("bellwether.yaml names no file for them: add the line overrides: overrides.csv");
  using opened = await openProjectOf(command);
  const now = opened.services.clock();
  const { score, expiresOn } = checked(options, dateOf(now));
  const account = await scoredAccount(opened, word);
  const entry = {
    account_id: String(account.account_id),
    set_at: now.toISOString(),
    score,
    reason: options.reason,
    author: options.author ?? (await authorHere(directory)),
    expires_on: expiresOn,
    is_withdrawn: options.withdraw,
  };
  await append(join(directory, config.overrides), entry);
  if (output.isJson) return output.json({ ...entry, file: config.overrides });
  const name = `${account.name ?? account.account_id} (${account.account_id})`;
  output.line(
    options.withdraw
      ? `${name}: the override ends with the next run.`
      : `${name}: ${scoreText(score)} instead of ${scoreText(Number(account.computed_score))}, until ${dayText(addDays(expiresOn, -1))}.`,
  );
  output.line(`It is written to ${config.overrides}, and counts from the next landing and run.`);
  output.say("Next: bellwether land, then bellwether run");
}

/** @throws WrongUsage */
function checked({ score, expiresOn, withdraw }: OverrideOptions, today: string) {
  // A row of the file has a score and a day in any case.
  if (withdraw) return { score: 0, expiresOn: today };
  if (score === undefined || !(score >= 0 && score <= 100))
    throw new WrongUsage("--score is the score to set, from 0 to 100.");
  if (expiresOn === undefined || expiresOn <= today)
    throw new WrongUsage("--expires-on is the first day without the override, after today.");
  const last = addDays(today, mostDays);
  if (expiresOn > last) throw new WrongUsage(`--expires-on is at most a year from today: ${last}.`);
  return { score, expiresOn };
}

/** @throws WrongUsage, NothingPublished */
async function scoredAccount({ services }: LocalProject, word: string): Promise<Row> {
  const head = headOf(await readChain(services.store));
  if (head === undefined) throw new NothingPublished();
  const rows = await services.warehouse.rows(
    `select account_id, name, computed_score from account_health where as_of_date = date '${head.as_of_date}'`,
    { database: services.databases.published },
  );
  const found = findAccount(word, rows.map(namedAccount));
  if (found.status === "several")
    throw new WrongUsage(`several accounts match "${word}": ${listedAccounts(found.accounts)}.`);
  if (found.status === "unknown") {
    const meant = found.nearest === undefined ? "" : ` Did you mean ${found.nearest}?`;
    throw new WrongUsage(`there is no account "${word}" on ${head.as_of_date}.${meant}`);
  }
  const account = rows.find(({ account_id }) => account_id === found.account_id);
  if (account === undefined || account.computed_score === null)
    throw new WrongUsage(`${word} has no score on ${head.as_of_date} that could be set.`);
  return account;
}

/** Who works here, by git or by the system. */
async function authorHere(directory: string): Promise<string> {
  const known = await run("git", ["-C", directory, "config", "user.email"]).catch(() => undefined);
  const email = known?.stdout.trim() ?? "";
  return email === "" ? userInfo().username : email;
}

async function append(
  file: string,
  entry: Readonly<Record<string, string | number | boolean>>,
): Promise<void> {
  const isNew = (await stat(file).catch(() => undefined)) === undefined;
  const row = stringify([entry], {
    ...{ columns: [...overrideColumns], header: isNew },
    cast: { boolean: String, string: (text) => text.replaceAll(/\s+/g, " ").trim() },
  });
  await appendFile(file, row);
}
