import type { Account, Person } from "../model/account.ts";
import { type Day, dayOf, isoSeconds, type Moment, momentOf, secondsOf } from "../model/calendar.ts";
import { between, pick } from "../model/chance.ts";
import { ratingOn, type Ticket, ticketStatusOn } from "../model/tickets.ts";

export const site = "https://marrowgate.zendesk.com/api/v2";

export const organizationId = ({ number }: Account): number => 17_220_000_000_000 + number * 991;
const userId = ({ id }: Person): number => 18_100_000_000_000 + between(0, 999_999_999, id, "user");

/** A subject that was cut within a picture of a van, which leaves half a character. */
const cutSubjects: readonly number[] = [40_900, 41_400];

/** As the incremental export has it at the end of a day. */
export function ticketObject(ticket: Ticket, on: Day): object {
  const { id, account, requester, createdAt, priority } = ticket;
  const subject = cutSubjects.includes(id) ? `${ticket.subject} \ud83d` : ticket.subject;
  const updatedAt = lastChange(ticket, on);
  return {
    ...{ url: `${site}/tickets/${id}.json`, id, external_id: null },
    via: { channel: pick(["email", "web", "api"], id, "via"), source: { from: {}, to: {}, rel: null } },
    ...{ created_at: isoSeconds(createdAt), updated_at: isoSeconds(updatedAt) },
    ...{ generated_timestamp: secondsOf(updatedAt), type: "question", subject, raw_subject: subject },
    ...{ description: `${subject}.`, priority, status: ticketStatusOn(ticket, on), recipient: null },
    ...{ requester_id: userId(requester), submitter_id: userId(requester), assignee_id: 18_099_000_000_001 },
    organization_id: ticket.hasOrganization ? organizationId(account) : null,
    ...{
      group_id: 17_100_000_000_001,
      collaborator_ids: [],
      follower_ids: [],
      email_cc_ids: [],
      forum_topic_id: null,
    },
    ...{ problem_id: null, has_incidents: false, is_public: true, due_at: null, tags: [], custom_fields: [] },
    satisfaction_rating: ratingObject(ticket, on),
    ...{
      sharing_agreement_ids: [],
      custom_status_id: null,
      fields: [],
      followup_ids: [],
      brand_id: 17_000_000_000_001,
    },
    ...{ allow_channelback: false, allow_attachments: true, from_messaging_channel: false },
  };
}

/** It has an id once there is an answer. */
function ratingObject(ticket: Ticket, on: Day): object {
  const score = ratingOn(ticket, on);
  return score === "good" || score === "bad" ? { id: 19_400_000_000_000 + ticket.id, score } : { score };
}

function lastChange({ createdAt, solvedAt, closedAt, deletedOn, rating }: Ticket, on: Day): Moment {
  const ratedAt = rating === undefined ? undefined : momentOf(dayOf(solvedAt) + 1, 34_000);
  const deletedAt = deletedOn === undefined ? undefined : momentOf(deletedOn, 32_000);
  const moments = [createdAt, solvedAt, ratedAt, closedAt].filter(
    (at) => at !== undefined && dayOf(at) <= on,
  );
  return deletedAt !== undefined && dayOf(deletedAt) <= on ? deletedAt : Math.max(...(moments as Moment[]));
}

/** The metrics of a ticket, with an id of their own. */
export function ticketMetricObject(ticket: Ticket, on: Day): object {
  const { id, createdAt, solvedAt, replies } = ticket;
  const isSolved = dayOf(solvedAt) <= on && (ticket.deletedOn === undefined || ticket.deletedOn > on);
  const updatedAt = isoSeconds(lastChange(ticket, on));
  const whole = isSolved ? minutes(solvedAt - createdAt) : { calendar: null, business: null };
  return {
    ...{ url: `${site}/ticket_metrics/${metricId(id)}.json`, id: metricId(id), ticket_id: id },
    ...{ created_at: isoSeconds(createdAt), updated_at: updatedAt, group_stations: 1, assignee_stations: 1 },
    ...{
      reopens: isSolved ? ticket.reopens : 0,
      replies: isSolved ? replies : 0,
      assignee_updated_at: updatedAt,
    },
    ...{ requester_updated_at: isoSeconds(createdAt), status_updated_at: updatedAt },
    ...{ initially_assigned_at: isoSeconds(createdAt), assigned_at: isoSeconds(createdAt) },
    ...{ solved_at: isSolved ? isoSeconds(solvedAt) : null, latest_comment_added_at: updatedAt },
    ...{ first_resolution_time_in_minutes: whole, reply_time_in_minutes: minutes(1_800_000) },
    ...{ full_resolution_time_in_minutes: whole, agent_wait_time_in_minutes: whole },
    ...{
      requester_wait_time_in_minutes: whole,
      on_hold_time_in_minutes: minutes(0),
      custom_status_updated_at: updatedAt,
    },
  };
}

const metricId = (id: number): number => 19_300_000_000_000 + id * 37;

/** A third of the hours are working hours. */
const minutes = (milliseconds: number) => ({
  calendar: Math.round(milliseconds / 60_000),
  business: Math.round(milliseconds / 180_000),
});
