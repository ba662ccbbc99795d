import type { MeasureDefinition } from "../measure-definition.ts";

const common = { family: "feedback", holdDays: 30 } as const;

/** An account that was invited but did not answer is no_response; one that was never invited is not_applicable. */
export const feedbackMeasures: readonly MeasureDefinition[] = [
  {
    ...common,
    name: "nps_rating_180d",
    label: "NPS rating in 180 days",
    movedBy: "opinion",
    unit: "rating 0-10",
    isHigherBetter: true,
    entities: ["survey_responses"],
    description:
      "Mean NPS rating of the last 180 days, from the latest answer of each contact. Three answers at the portfolio's " +
      "mean are added, so that one bad answer does not decide. When nobody answered: no response if a contact was " +
      "invited in the 180 days or no stream provides invitations; otherwise not applicable.",
  },
  {
    ...common,
    name: "csat_90d",
    label: "positive CSAT answers in 90 days",
    movedBy: "opinion",
    unit: "share",
    isHigherBetter: true,
    entities: ["survey_responses"],
    description:
      "Share of positive CSAT answers of the last 90 days, from the latest answer to each ticket. Positive means at " +
      "least 80 % of the best rating: 4 and 5 of 5, 6 and 7 of 7, 8 to 10 of 10. Scales are never mixed; the scale " +
      "that the account used most counts. When nobody answered: no response if a contact was invited in the 90 days " +
      "or no stream provides invitations; otherwise not applicable.",
  },
  {
    ...common,
    name: "days_since_detractor",
    label: "days since a detractor answered",
    movedBy: "time",
    unit: "days",
    isHigherBetter: true,
    entities: ["survey_responses"],
    description:
      "Days since the latest NPS answer from 0 to 6 in the last 365 days that is still its contact's latest answer; a " +
      "contact with a better answer since is no longer a detractor. Not applicable when contacts answered and none " +
      "is a detractor. When nobody answered in the 365 days: no response if a contact was invited in them or no " +
      "stream provides invitations; otherwise not applicable.",
  },
  {
    ...common,
    name: "response_rate_180d",
    label: "surveys answered in 180 days",
    movedBy: "customer",
    unit: "share",
    isHigherBetter: true,
    entities: ["survey_invitations", "survey_responses"],
    description:
      "Share of the survey invitations of the last 180 days that were answered. An unanswered invitation counts from " +
      "14 days after it was sent. An answer belongs to the invitation whose id it has, otherwise to the latest " +
      "invitation of its contact and survey in the 60 days before it. Not applicable without invitations.",
  },
];
