import { z } from "zod";
import { entityNames } from "../entities.ts";

const name = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "a name: lower-case letters, digits and _, a letter first")
  .max(60);
const label = z.string().min(1).max(80);
const predicate = z.string().min(1).describe("a boolean SQL expression over columns of the account");
const unitInterval = z.number().min(0).max(1);
const points = z.number().min(0).max(100);

/** A span such as `14d` or `12h`, in days. */
export const Days = z
  .string()
  .regex(/^\d+(d|h|w)$/, "a span such as 1d, 12h or 2w")
  .transform((text) => {
    const daysPerUnit = { d: 1, h: 1 / 24, w: 7 } as const;
    return Number(text.slice(0, -1)) * daysPerUnit[text.slice(-1) as keyof typeof daysPerUnit];
  });

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as 08:00");

const inclusive = z
  .boolean()
  .optional()
  .describe("true when an end is the last day, and not the first day on which it is over");

/** How one field of an entity is filled: a path into the record, a constant, or an SQL expression over its paths. */
export const FieldMapping = z.union([
  z
    .string()
    .min(1)
    .describe(
      "the exact name of a field in the export, or its path: . between levels, [0] for the first of a list",
    ),
  z.strictObject({
    field: z.string().min(1),
    format: z
      .string()
      .optional()
      .describe(
        "how dates are written (DD/MM/YYYY …), a period by its first day (YYYY-MM, YYYY-Qq, YYYY-Www, YYYY), or epoch_seconds, epoch_milliseconds; ISO 8601 without it",
      ),
    values: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .optional()
      .describe(
        "words of the export and what they mean; null is no value, and leaves a row out that cannot do without; any other word is unknown, where the field has no words of its own",
      ),
    default: z.union([z.string(), z.number(), z.boolean()]).optional().describe("what an empty field means"),
    immutable: z.boolean().optional().describe("true when it never changed since the record began"),
    inclusive,
  }),
  z.strictObject({ value: z.union([z.string(), z.number(), z.boolean()]) }),
  z.strictObject({ sql: z.string().min(1), immutable: z.boolean().optional(), inclusive }),
]);
export type FieldMapping = z.infer<typeof FieldMapping>;

export const Stream = z.strictObject({
  path: z
    .string()
    .min(1)
    .describe(
      "a glob below the project folder; {date} stands for YYYY-MM-DD, the date on which a file lands",
    ),
  mode: z.enum(["full", "upsert", "append"]),
  entity: z.enum(entityNames),
  format: z.enum(["csv", "ndjson", "json", "parquet"]).optional().describe("by the file's name without it"),
  delimiter: z.string().min(1).max(4).default(","),
  encoding: z.string().default("utf-8"),
  fields: z.record(z.string(), FieldMapping),
  attributes: z
    .union([z.array(name), z.record(name, z.string().min(1))])
    .default([])
    .transform((given) => (Array.isArray(given) ? Object.fromEntries(given.map((key) => [key, key])) : given))
    .describe("further columns of the account: names, or name: path"),
  backdate: z
    .union([
      z.string().min(1),
      z.strictObject({ field: z.string().min(1), format: z.string().optional() }),
      z.strictObject({ sql: z.string().min(1) }),
    ])
    .optional()
    .describe(
      "on whose date each record of a history lands: a mapped field, a path of the export and its format, or an SQL expression over paths that gives a date",
    ),
  max_loss: unitInterval
    .default(0.2)
    .describe(
      "the share of records a full snapshot may lose, and of its rows that may be unreadable while it is believed about what is gone",
    ),
  nulls: z
    .array(z.string().min(1))
    .optional()
    .describe(
      "texts that stand for no value in any field of the stream, besides an empty one; where a field has a type or known words, N/A, NULL, None, -, 0000-00-00 and their like do anyway",
    ),
  lookback_days: z
    .int()
    .min(1)
    .max(60)
    .default(7)
    .describe("how many days late an event may land and still be told from one already there"),
});
export type Stream = z.infer<typeof Stream>;

export const Source = z.strictObject({
  name,
  kind: z.literal("files"),
  expect_every: Days.optional().describe("past it, the source's measures go stale"),
  land_every: Days.refine((days) => days >= 1 / 24, "an hour at least")
    .optional()
    .describe("how often it is landed besides, where it is deployed; each daily run lands it anyway"),
  streams: z.record(name, Stream).refine((streams) => Object.keys(streams).length > 0, "a stream at least"),
});
export type Source = z.infer<typeof Source>;

export const ScoredMeasure = z.strictObject({
  weight: z.number().positive().default(1),
  points: z
    .union([z.array(z.tuple([z.number(), points])).min(2), z.record(z.string(), points)])
    .describe("breakpoints [value, points] in rising order of value, or words and their points"),
  when_missing: z
    .union([z.literal("ignore"), z.strictObject({ points })])
    .default("ignore")
    .describe("what a missing value counts for"),
});
export type ScoredMeasure = z.infer<typeof ScoredMeasure>;

export const Scorecard = z.strictObject({
  name,
  applies_to: predicate.optional().describe("which accounts it is for; the first match wins"),
  components: z.record(
    name,
    z.strictObject({ weight: z.number().positive(), measures: z.record(name, ScoredMeasure) }),
  ),
  bands: z.strictObject({ green: points, yellow: points }).default({ green: 70, yellow: 40 }),
  coverage_floor: unitInterval.default(0.5),
  floors: z.array(z.strictObject({ name: label, when: predicate, at_least: points })).default([]),
  caps: z.array(z.strictObject({ name: label, when: predicate, at_most: points })).default([]),
});
export type Scorecard = z.infer<typeof Scorecard>;

export const severities = ["low", "medium", "high", "critical"] as const;

export const AlertRule = z.strictObject({
  name: label,
  when: predicate,
  clear_when: predicate.optional(),
  severity: z.enum(severities),
  cooldown: Days.prefault("0d"),
});
export type AlertRule = z.infer<typeof AlertRule>;

export const Route = z.strictObject({
  to: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "a route's name: lower-case letters, digits and -"),
  where: predicate.optional(),
  email: z.array(z.email("an email address")).default([]),
  at: timeOfDay.default("08:00"),
  timezone: z.string().default("UTC"),
  weekdays: z.string().default("mon-sun"),
});
export type Route = z.infer<typeof Route>;

/** When a day is run where the project is deployed, and by when it has to be published. */
export const Schedule = z.strictObject({
  at: timeOfDay.default("03:00").describe("when the daily run starts: it runs the day before, UTC"),
  timezone: z.string().default("UTC"),
  deadline: timeOfDay
    .default("08:00")
    .describe("by when, on the day after it, a day has to be published; past it operators are told"),
});
export type Schedule = z.infer<typeof Schedule>;

/** `bellwether.yaml`. */
export const Config = z.strictObject({
  company: label,
  currency: z.string().regex(/^[A-Z]{3}$/, "a currency code such as USD"),
  gross_margin: unitInterval.optional().describe("CLTV is null without it"),
  revenue: z.strictObject({ from: z.enum(["subscriptions", "invoices"]) }).default({ from: "subscriptions" }),
  churn: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("subscription") }),
      z.strictObject({ kind: z.literal("inactivity"), days: z.int().positive() }),
    ])
    .default({ kind: "subscription" }),
  renewals: z
    .strictObject({
      grace_days: z
        .int()
        .min(0)
        .max(60)
        .default(30)
        .describe("how many days before or after a term's end a new contract of the account renews it"),
      shortest_term_days: z
        .int()
        .min(1)
        .max(366)
        .default(90)
        .describe("a shorter term is a billing period, which no renewal rate counts"),
    })
    .prefault({}),
  key_features: z
    .array(label)
    .default([])
    .describe("features, as usage names them, whose use says that the product does its job"),
  min_sample: z
    .int()
    .min(1)
    .default(5)
    .describe("a rate of the portfolio that rests on fewer accounts, answers or terms is not shown"),
  onboarding_days: z.int().min(0).default(0).describe("how long a new account counts as onboarding"),
  schedule: Schedule.prefault({}),
  sources: z.array(Source).min(1),
  scorecards: z.array(Scorecard).min(1),
  alerts: z.array(AlertRule).default([]),
  routes: z.array(Route).default([]),
  fallback_route: z.string().default("operators"),
  retention: z
    .strictObject({
      superseded_days: z
        .int()
        .min(0)
        .default(7)
        .describe("for how many days what a run has replaced can still be read by who had begun to"),
      daily: z
        .int()
        .min(31)
        .default(90)
        .describe(
          "for how many days tables of detail keep every day; older days keep month ends; scores and the portfolio keep every day for ever",
        ),
      increments: z
        .int()
        .min(90)
        .default(400)
        .describe("for how many days usage_daily and the other increments are kept"),
    })
    .describe("what is deleted of published days, and when; what landed is never deleted")
    .prefault({}),
});
export type Config = z.infer<typeof Config>;
