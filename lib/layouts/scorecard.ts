import type { EntityName } from "../entities.ts";
import type { DraftStream } from "./draft-types.ts";
import { prices } from "./price.ts";
import { meaningsFound } from "./words-found.ts";

type Points = readonly (readonly [number, number])[];

interface OfferedMeasure {
  readonly name: string;
  readonly weight: number;
  readonly points: Points;
  /** What the exports need to have: entities, fields of them, tickets that are urgent, or prices of subscriptions. */
  readonly needs: readonly (EntityName | `${EntityName}.${string}`)[];
}

interface OfferedComponent {
  readonly name: string;
  readonly weight: number;
  readonly measures: readonly OfferedMeasure[];
}

/** Points that suit most companies that sell software by the seat; they are where a company starts from. */
const offered: readonly OfferedComponent[] = [
  {
    name: "usage",
    weight: 40,
    measures: [
      {
        name: "active_days_28d",
        weight: 2,
        points: [
          [0, 0],
          [8, 35],
          [16, 75],
          [20, 100],
        ],
        needs: ["usage"],
      },
      {
        name: "seat_utilization_28d",
        weight: 2,
        points: [
          [0, 0],
          [0.3, 35],
          [0.6, 70],
          [0.9, 100],
        ],
        needs: ["usage.user_id", "subscriptions.seats"],
      },
      {
        name: "usage_trend_28d",
        weight: 2,
        points: [
          [-0.5, 0],
          [-0.15, 50],
          [0, 75],
          [0.2, 100],
        ],
        needs: ["usage"],
      },
      {
        name: "days_since_last_use",
        weight: 1,
        points: [
          [0, 100],
          [7, 70],
          [28, 0],
        ],
        needs: ["usage"],
      },
    ],
  },
  {
    name: "support",
    weight: 15,
    measures: [
      {
        name: "urgent_open_tickets",
        weight: 2,
        points: [
          [0, 100],
          [1, 60],
          [3, 0],
        ],
        needs: ["tickets.priority", "tickets.urgent"],
      },
      {
        name: "oldest_open_ticket_days",
        weight: 1,
        points: [
          [0, 100],
          [7, 70],
          [30, 0],
        ],
        needs: ["tickets"],
      },
      {
        name: "median_resolution_hours_90d",
        weight: 1,
        points: [
          [8, 100],
          [24, 70],
          [120, 0],
        ],
        needs: ["tickets.solved_at"],
      },
      {
        name: "reopened_rate_90d",
        weight: 1,
        points: [
          [0, 100],
          [0.2, 60],
          [0.6, 0],
        ],
        needs: ["tickets.reopens"],
      },
    ],
  },
  {
    name: "feedback",
    weight: 15,
    measures: [
      {
        name: "nps_rating_180d",
        weight: 2,
        points: [
          [2, 0],
          [6, 25],
          [8, 65],
          [9, 100],
        ],
        needs: ["survey_responses"],
      },
      {
        name: "csat_90d",
        weight: 1,
        points: [
          [0, 0],
          [0.6, 40],
          [0.9, 100],
        ],
        needs: ["survey_responses"],
      },
    ],
  },
  {
    name: "financial",
    weight: 20,
    measures: [
      {
        name: "invoices_overdue_days",
        weight: 2,
        points: [
          [0, 100],
          [15, 50],
          [45, 0],
        ],
        needs: ["invoices"],
      },
      {
        name: "late_payment_rate_180d",
        weight: 1,
        points: [
          [0, 100],
          [0.3, 60],
          [1, 0],
        ],
        needs: ["invoices.paid_on"],
      },
      {
        name: "mrr_change_90d",
        weight: 1,
        points: [
          [-0.3, 0],
          [0, 75],
          [0.2, 100],
        ],
        needs: ["subscriptions.price"],
      },
    ],
  },
  {
    name: "relationship",
    weight: 10,
    measures: [
      {
        name: "csm_pulse",
        weight: 2,
        points: [
          [1, 0],
          [2, 20],
          [3, 60],
          [4, 85],
          [5, 100],
        ],
        needs: ["touchpoints.pulse"],
      },
      {
        name: "days_since_touchpoint",
        weight: 1,
        points: [
          [14, 100],
          [45, 60],
          [90, 0],
        ],
        needs: ["touchpoints"],
      },
      {
        name: "champion_active",
        weight: 2,
        points: [
          [0, 0],
          [1, 100],
        ],
        needs: ["contacts.is_champion"],
      },
    ],
  },
];

/** What the streams have of entities and their fields. */
export function suppliesOf(streams: readonly DraftStream[]): ReadonlySet<string> {
  const isUrgentFound = meaningsFound(streams, "tickets", "priority").has("urgent");
  const hasPrice = streams.some(
    ({ entity, fields }) => entity === "subscriptions" && prices.some((name) => fields[name] !== undefined),
  );
  return new Set([
    ...streams.flatMap(({ entity, fields }) => [
      entity,
      ...Object.keys(fields).map((field) => `${entity}.${field}`),
    ]),
    ...(isUrgentFound ? ["tickets.urgent"] : []),
    ...(hasPrice ? ["subscriptions.price"] : []),
  ]);
}

/** The components with measures whose data are there. */
export function scorecardFor(supplies: ReadonlySet<string>): readonly OfferedComponent[] {
  return offered
    .map((component) => ({
      ...component,
      measures: component.measures.filter(({ needs }) => needs.every((need) => supplies.has(need))),
    }))
    .filter(({ measures }) => measures.length > 0);
}
