import { copyFile, mkdir, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { openOutput } from "../../cli/output.ts";
import { formatTable } from "../../cli/table.ts";
import { landSource } from "../../lib/landing/land.ts";
import { openProject } from "../../lib/local/open-project.ts";
import { addDays } from "../../lib/pipeline/dates.ts";
import { backfill } from "../../lib/pipeline/history.ts";
import { runAndDetect } from "../../lib/pipeline/run-and-detect.ts";
import { DirectSteps } from "../../lib/pipeline/steps.ts";
import { SyntheticExports } from "./generate.ts";

/** `npm start`: a small company from its exports to its alerts, in demo/. */
const firstDay = "2026-01-01";
const historyDays = 57;
const liveDays = 5;

const output = openOutput({ isJson: false });
const { progress } = output;
const directory = join(import.meta.dirname, "../../demo");
await rm(directory, { recursive: true, force: true });
await mkdir(directory);
await copyFile(join(import.meta.dirname, "bellwether.yaml"), join(directory, "bellwether.yaml"));

let today = firstDay;
using local = await openProject({ directory, clock: () => new Date(`${today}T23:00:00Z`) });
const { project, services, inbox } = local;
using exports = await SyntheticExports.open(directory, { accounts: 120, usagePerDay: 900, firstDay });
const steps = new DirectSteps({ stepStarted: () => {}, stepEnded: () => {} });
const started = performance.now();

let records = 0;
let quarantined = 0;
for (let day = 0; day < historyDays; day += 1) await exportAndLand(day);
const lastOfHistory = addDays(firstDay, historyDays - 1);
progress.show(`building ${firstDay} to ${lastOfHistory}, a day a week`);
const { days: historyDates } = await backfill(steps, services, {
  project,
  from: firstDay,
  to: lastOfHistory,
  everyDays: 7,
});
for (let day = historyDays; day < historyDays + liveDays; day += 1) {
  await exportAndLand(day);
  progress.show(`running ${today}`);
  await runAndDetect(steps, services, { project, asOfDate: today });
}
progress.done();
await summarise();

/** A day passes: its exports appear, and are taken in. */
async function exportAndLand(day: number): Promise<void> {
  today = addDays(firstDay, day);
  if (day % 7 === 0) progress.show(`landing the exports from ${today} on`);
  await exports.writeDay(day);
  for (const source of project.config.sources)
    for (const outcome of await landSource(source, { ...services, inbox, reporter: { bytes: () => {} } })) {
      if (outcome.status === "failed") throw outcome.error;
      if (outcome.status !== "landed") continue;
      records += outcome.load.landed;
      quarantined += outcome.load.quarantined;
    }
}

async function summarise(): Promise<void> {
  const query = (sql: string) => services.warehouse.rows(sql, { database: services.databases.published });
  const [rejects] = await query("select count(*) as rejected from rejects");
  const bands = await query(
    "select band, count(*) as accounts, round(sum(arr)) as arr from scores_current inner join accounts_current using (account_id) group by band order by band",
  );
  const attention = await query(
    `select h.account_id, h.name, round(h.score, 1) as score, h.band, round(h.change_7d, 1) as change_7d,
        h.arr, e.rule as alert, m.measure as costs_most
     from account_health_current as h
     left join (select account_id, min(rule) as rule from alert_episodes_current where is_open group by account_id) as e
        on e.account_id = h.account_id
     left join (select account_id, max_by(measure, effective_weight * (100 - points)) as measure
                from measure_scores_current where points is not null group by account_id) as m
        on m.account_id = h.account_id
     where h.band in ('red', 'yellow')
     order by h.score, h.account_id limit 5`,
  );
  const worst = attention[0]?.account_id ?? "C1";
  const seconds = Math.round((performance.now() - started) / 1000);
  output.line(`
A made-up company of 120 accounts went from its exports to its alerts in ${seconds} s.

  landed    ${records} records of 6 streams (accounts, subscriptions, invoices, tickets, answers, usage)
  refused   ${quarantined} unreadable rows and ${rejects?.rejected} that their mapping could not type
  scored    every account on ${historyDates} days of history and ${liveDays} live days, up to ${today}

How they stand
${formatTable(bands)}

Who needs attention first
${formatTable(attention)}

Where to look next (the project is in ${relative(process.cwd(), directory) || "."}/)
  npm run -s bellwether -- --project demo explain ${worst}
  npm run -s bellwether -- --project demo alerts
  npm run -s bellwether -- --project demo query "select * from account_health_current limit 5" --format csv
  ls demo/.bellwether/outbox      the messages that would have been sent`);
}
