import { plural } from "../../plural.ts";
import { dayText } from "../../sentences/text.ts";
import { valueText } from "../../sentences/values.ts";
import { wrapped } from "../../sentences/wrapped.ts";
import type { Evidence } from "../evidence.ts";
import type { Explanation } from "../explain.ts";

const mostTickets = 2;
const mostInvoices = 2;
const mostAnswers = 3;
/** Use on fewer days ago is no news. */
const leastSilentDays = 3;

/** The facts behind the reasons, one line each. */
export function evidenceLines({ evidence, account, currency }: Explanation): string[] {
  if (evidence === null) return [];
  const facts = [
    ...ticketFacts(evidence),
    ...invoiceFacts(evidence, currency),
    ...evidence.champions_left.map(
      ({ name, left_on }) => `The champion${name === null ? "" : ` ${name}`} left on ${dayText(left_on)}.`,
    ),
    ...pulseFacts(evidence),
    ...answerFacts(evidence),
    ...useFacts(evidence, String(account.as_of_date)),
  ];
  return facts.length === 0 ? [] : ["", "Facts behind it", ...facts.flatMap((fact) => wrapped(fact, 2, 4))];
}

function ticketFacts({ tickets }: Evidence): string[] {
  if (tickets.length === 0) return [];
  const urgent = tickets.filter(({ priority }) => priority === "urgent").length;
  const count = `${plural(tickets.length, "open ticket")}${urgent === 0 ? "" : `, ${urgent} of them urgent`}`;
  const shown = tickets.slice(0, mostTickets).map(({ ticket_id, priority, age_days, subject }) => {
    const isUrgent = priority === "urgent" ? "urgent, " : "";
    const about = subject === null ? "" : `, ${quoted(subject)}`;
    return `${ticket_id} (${isUrgent}${plural(age_days, "day")} old${about})`;
  });
  const first = tickets.length > shown.length ? ", first" : "";
  return [`${count}${first}: ${shown.join(", ")}.`];
}

const invoiceFacts = ({ overdue_invoices }: Evidence, currency: string): string[] =>
  overdue_invoices
    .slice(0, mostInvoices)
    .map(({ invoice_id, issued_on, due_on, amount_owed, days_overdue }) => {
      const amount = amount_owed === null ? "" : `${currency} ${money.format(amount_owed)} owed, `;
      const issued = issued_on === null ? "" : `issued on ${dayText(issued_on)}, `;
      const due = due_on === null ? "overdue" : `due on ${dayText(due_on)}`;
      return `Invoice ${invoice_id}: ${amount}${issued}${due}${days_overdue === null ? "" : `, ${days_overdue} days overdue`}.`;
    });

function pulseFacts({ pulse }: Evidence): string[] {
  if (pulse === null) return [];
  const by = pulse.owner === null ? "" : ` by ${pulse.owner}`;
  const note = pulse.note === null ? "." : `: ${quoted(pulse.note)}`;
  return [`CSM pulse ${ratingText(pulse.pulse, 5)}${by} on ${dayText(pulse.rated_on)}${note}`];
}

const answerFacts = ({ answers }: Evidence): string[] =>
  answers
    .filter(({ score }) => score !== null)
    .slice(0, mostAnswers)
    .map(({ survey, score, scale_max, responded_on, comment }) => {
      const rating = ratingText(score ?? 0, scale_max ?? (survey === "nps" ? 10 : 5));
      return `${survey.toUpperCase()} answer ${rating} on ${dayText(responded_on)}${comment === null ? "." : `: ${quoted(comment)}`}`;
    });

function useFacts({ last_use_on }: Evidence, asOfDate: string): string[] {
  if (last_use_on === null) return [];
  const days = (Date.parse(asOfDate) - Date.parse(last_use_on)) / 86_400_000;
  return days < leastSilentDays ? [] : [`The last use was on ${dayText(last_use_on)}.`];
}

const ratingText = (rating: number, best: number): string =>
  valueText(rating, { label: "", unit: `rating 0-${best}` });

const longestQuote = 70;
const quoted = (text: string): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return `“${line.length > longestQuote ? `${line.slice(0, longestQuote).trimEnd()}…` : line}”`;
};

const money = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
