import type { MeasureDefinition } from "../measure-definition.ts";

const common = { family: "feedback", holdDays: 30, valueKind: "number" } as const;

/** Who was asked and did not answer gave no response; who was never asked has nothing to answer. */
export const feedbackMeasures: readonly MeasureDefinition[] = [
  {
    ...common,
    name: "nps_rating_180d",
    unit: "rating 0-10",
    isHigherBetter: true,
    entities: ["survey_responses"],
    description:
      "Mean NPS rating of the last 180 days, the latest of each contact, shrunk to the portfolio's mean as if " +
      "three more answers of that mean had been given: one angry answer is not an angry account. When nobody " +
      "answered: no response if anyone of the account was invited in the 180 days, or when no stream brings " +
      "invitations; otherwise not applicable.",
  },
  {
    ...common,
    name: "csat_90d",
    unit: "share",
    isHigherBetter: true,
    entities: ["survey_responses"],
    description:
      "Share of positive CSAT answers of the last 90 days, the latest of each ticket. Positive is 80 % of the " +
      "scale's best rating or more: 4 and 5 of 5, 6 and 7 of 7, 8 to 10 of 10. Scales are never mixed: the one " +
      "the account used most counts. When nobody answered: no response if anyone of the account was invited in " +
      "the 90 days, or when no stream brings invitations; otherwise not applicable.",
  },
  {
    ...common,
    name: "days_since_detractor",
    unit: "days",
    isHigherBetter: true,
    entities: ["survey_responses"],
    description:
      "Days since the latest NPS answer from 0 to 6 of the last 365 days that is still its contact's latest: who " +
      "has given a better one since is no detractor any more. Not applicable when people answered and none of " +
      "them is one. When nobody answered in the 365 days: no response if anyone was invited in them, or when no " +
      "stream brings invitations; otherwise not applicable.",
  },
  {
    ...common,
    name: "response_rate_180d",
    unit: "share",
    isHigherBetter: true,
    entities: ["survey_invitations", "survey_responses"],
    description:
      "Share of the survey invitations sent in the last 180 days that were answered. One that is younger than 14 " +
      "days and unanswered does not count yet. An answer belongs to the invitation it names, otherwise to the " +
      "latest one of its contact and survey within the 60 days before it. Not applicable when none was sent.",
  },
];
