import { type Account, isAlive, levelOn } from "../account.ts";
import { covers, type Day, dateOf, firstDay, lastDay, type Period } from "../calendar.ts";
import { between, chance, pick } from "../chance.ts";
import { company } from "../company.ts";
import { csvFile, type ExportFile } from "./file.ts";
import { allTickets } from "./helpdesk.ts";

interface Invitation {
  readonly id: string;
  readonly account: Account;
  readonly survey: "nps" | "csat";
  readonly contactId: string | undefined;
  readonly ticketId: string | undefined;
  readonly sentOn: Day;
  /** Undefined when nobody answers. */
  readonly answeredOn: Day | undefined;
  readonly score: number;
}

/** A survey tool: who was asked what, and what they answered. */
export function surveyFiles(period: Period): readonly ExportFile[] {
  const sent = allInvitations.filter(({ sentOn }) => covers(period, sentOn));
  const answered = allInvitations.filter(
    ({ answeredOn }) => answeredOn !== undefined && covers(period, answeredOn),
  );
  return [
    csvFile(
      "surveys/invitations",
      period,
      ["distribution_id", "account", "survey", "contact", "sent_date"],
      sent.map(({ id, account, survey, contactId, sentOn }) => ({
        ...{ distribution_id: id, account: account.id, survey, contact: contactId },
        sent_date: `${dateOf(sentOn)}T06:00:00Z`,
      })),
    ),
    csvFile(
      "surveys/responses",
      period,
      [
        ...["response_id", "distribution_id", "account", "survey", "score", "out_of", "contact", "ticket"],
        ...["recorded_date", "comment"],
      ],
      answered.map(({ id, account, survey, score, contactId, ticketId, answeredOn }) => ({
        ...{ response_id: `R-${id}`, distribution_id: id, account: account.id, survey, score },
        ...{ out_of: survey === "nps" ? 10 : 5, contact: contactId, ticket: ticketId },
        recorded_date: `${dateOf(answeredOn ?? 0)}T15:00:00Z`,
        comment: commentOf(survey, score, id),
      })),
    ),
  ];
}

/** A person is asked for the NPS once in 90 days, and for their satisfaction after each ticket. */
const allInvitations: readonly Invitation[] = [...npsInvitations(), ...csatInvitations()];

function npsInvitations(): readonly Invitation[] {
  return company
    .filter(({ surveys }) => surveys !== "never invited")
    .flatMap((account) =>
      account.contacts.flatMap((contact) => {
        const invitations: Invitation[] = [];
        const phase = between(0, 89, contact.id, "phase");
        for (let sentOn = firstDay - 180 + phase; sentOn <= lastDay; sentOn += 90) {
          const isThere =
            sentOn >= contact.since + 20 && (contact.leftOn === undefined || sentOn < contact.leftOn);
          if (!isThere || !isAlive(account, sentOn)) continue;
          const id = `N${sentOn}-${contact.id.slice(2)}`;
          const score = scoreOf(account, sentOn, id, { from: 0, to: 10 });
          const answeredOn = answerOn(account, id, sentOn, 0.45);
          const ofContact = { contactId: contact.id, ticketId: undefined };
          invitations.push({ id, account, survey: "nps", ...ofContact, sentOn, answeredOn, score });
        }
        return invitations;
      }),
    );
}

function csatInvitations(): readonly Invitation[] {
  return allTickets
    .filter(({ account, solvedOn }) => account.surveys !== "never invited" && solvedOn < lastDay)
    .map(({ id: ticketId, account, solvedOn }) => {
      const id = `S${ticketId}`;
      const score = scoreOf(account, solvedOn, id, { from: 1, to: 5 });
      const answeredOn = answerOn(account, id, solvedOn + 1, 0.4);
      return {
        id,
        account,
        survey: "csat",
        contactId: undefined,
        ticketId,
        sentOn: solvedOn + 1,
        answeredOn,
        score,
      };
    });
}

function answerOn({ surveys }: Account, id: string, sentOn: Day, share: number): Day | undefined {
  const isAnswered = surveys === "answers" && chance(id, "answers") < share;
  return isAnswered ? sentOn + between(0, 6, id, "answered") : undefined;
}

function scoreOf(
  { happiness }: Account,
  on: Day,
  id: string,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const mood = levelOn(happiness, on) + 0.4 * (chance(id, "mood") - 0.42);
  return Math.min(to, Math.max(from, Math.round(from + mood * (to - from))));
}

function commentOf(survey: "nps" | "csat", score: number, id: string): string {
  if (chance(id, "comment") > 0.3) return "";
  const isGlad = survey === "nps" ? score >= 9 : score >= 4;
  return isGlad
    ? pick(
        ["Does what it should, thank you", "Quick and friendly", "We could not work without it"],
        id,
        "words",
      )
    : pick(['Too slow, "as always"', "Took three people and a week", "Hard to find anything"], id, "words");
}
