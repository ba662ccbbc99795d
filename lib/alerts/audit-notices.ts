import type { Message } from "../notify/notifier.ts";
import { foundWords } from "../pipeline/audit-words.ts";
import type { Link } from "../pipeline/chain.ts";
import { type Manifest, readManifest } from "../pipeline/plan.ts";
import type { Services } from "../services.ts";
import { sendNoticeOnce } from "./notices.ts";

/**
 * Notifies operators of what the audits of the newest published day found in words: once, and again when they find
 * something else.
 * @param links the published days up to it
 * @returns the number of notices sent now
 * @throws MessagesRefused
 */
export async function noticeAudits(
  services: Pick<Services, "store" | "notifier" | "clock">,
  { links, company }: { readonly links: readonly Link[]; readonly company: string },
): Promise<number> {
  const [newest, before] = links.slice(-2).reverse();
  if (newest?.is_live !== true) return 0;
  const { warnings, as_of_date } = await readManifest(services.store, newest);
  const told = warnings.filter(({ says }) => says !== undefined);
  if (told.length === 0) return 0;
  const known = before === undefined ? [] : (await readManifest(services.store, before)).warnings;
  const isKnown = new Set(known.map(findingOf));
  let sent = 0;
  for (const warning of told.filter((each) => !isKnown.has(findingOf(each)))) {
    const message = auditMessage({ company, warning, asOfDate: as_of_date });
    if ((await sendNoticeOnce(services, message.id, message)) === "sent") sent += 1;
  }
  return sent;
}

type Warning = Manifest["warnings"][number];

/** A finding is the same one on the next day, even if exchange rates have moved its amounts. */
const findingOf = ({ audit, says = "" }: Warning): string =>
  `${audit} ${says.replaceAll(/[\d,]+ MRR of/g, "MRR of")}`;

function auditMessage({
  company,
  warning,
  asOfDate,
}: {
  readonly company: string;
  readonly warning: Warning;
  readonly asOfDate: string;
}): Message {
  return {
    id: `audit-${warning.audit}-${asOfDate}`,
    kind: "operator",
    route: null,
    subject: `Bellwether: look at the data of ${asOfDate}`,
    body: [
      `${company}: ${foundWords(warning)}.`,
      "",
      `${asOfDate} is published. The audit ${warning.audit} expects: ${warning.claim}`,
      "",
      "What to do: compare the newest export with the one before it. If it is wrong, take its load back " +
        "(bellwether retract) and land a corrected one; the next run rebuilds the days that read it.",
      "",
    ].join("\n"),
    attributes: { reason: "audit", audit: warning.audit, as_of_date: asOfDate },
  };
}
