import type { Command } from "commander";
import { listAlerts } from "../../lib/alerts/list-alerts.ts";
import { loadQueries } from "../../lib/models/queries.ts";
import { headOf, NothingPublished, readChain } from "../../lib/pipeline/chain.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { openPublishedOf, outputOf } from "../open.ts";
import { formatTable } from "../table.ts";

export async function alerts(command: Command): Promise<void> {
  using output = outputOf(command);
  using opened = await openPublishedOf(command);
  const { services } = opened;
  const head = headOf(await readChain(services.store));
  const alerts =
    head === undefined
      ? []
      : await listAlerts(services, { asOfDate: head.as_of_date, queries: await loadQueries() });
  if (output.isJson) return output.json(alerts);
  if (head === undefined) return output.say(new NothingPublished().message);
  if (alerts.length === 0) return output.line("No alert is open, and none closed in the last 30 days.");
  output.line(
    formatTable(
      alerts.map(
        (alert): Row => ({
          account: alert.name ?? alert.account_id,
          rule: alert.rule,
          severity: alert.severity,
          since: alert.episode_started_on,
          status: alert.status,
          from: alert.score_from === null ? null : Number(alert.score_from.toFixed(1)),
          to: alert.score_to === null ? null : Number(alert.score_to.toFixed(1)),
          arr: alert.arr,
          renewal: alert.renewal_date,
          owner: alert.owner,
          sent: alert.sent_at,
        }),
      ),
    ),
  );
}
