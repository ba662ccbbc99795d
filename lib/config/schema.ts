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
  .describe("true when the date is the last day, not the first day on which it is over");

/** How one field of an entity is filled: a path into the record, a constant, or an SQL expression over its paths. */
export const FieldMapping = z.union([
  z
    .string()
    .min(1)
    .describe(
      "the exact name of a field in the export, or its path: . between levels, [0] for the first of a list",
    ),
  z.strictObject({
    field: z.string().min(1).describe("the path, where the field has further settings"),
    format: z
      .string()
      .optional()
      .describe(
        "the format of dates (DD/MM/YYYY, D MMM YYYY h:mm A …), of a period, which means its first day (YYYY-MM, YYYY-Qq, YYYY-Www, YYYY), or epoch_seconds, epoch_milliseconds; default: ISO 8601",
      ),
    number: z
      .string()
      .optional()
      .describe(
        "how numbers are written, by an example: 1.234,56 1,234.56 1 234,56 1'234.56 1234,56; currencies around them are dropped, (12) and 12- are negative; default: digits with a decimal point",
      ),
    values: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .optional()
      .describe(
        "words of the export and their meanings; null means no value, and leaves out the row if the field is required; other words are unknown, unless the field has known words",
      ),
    default: z.union([z.string(), z.number(), z.boolean()]).optional().describe("the value of an empty cell"),
    immutable: z
      .boolean()
      .optional()
      .describe("true when the field never changes after the record is created"),
    inclusive,
  }),
  z.strictObject({
    value: z.union([z.string(), z.number(), z.boolean()]).describe("a constant: the same for every row"),
  }),
  z.strictObject({
    sql: z.string().min(1).describe("an SQL expression over paths of the record, which are texts"),
    immutable: z.boolean().optional(),
    inclusive,
  }),
]);
export type FieldMapping = z.infer<typeof FieldMapping>;

export const Stream = z.strictObject({
  path: z
    .string()
    .min(1)
    .describe(
      "a glob below the project folder; {date} is the landing date of a file: 2026-09-14, 2026_09_14 or 20260914",
    ),
  mode: z
    .enum(["full", "upsert", "append"])
    .describe(
      "full: each export holds all records, and missing ones are deleted; upsert: new and changed records; append: events, which are only ever added",
    ),
  entity: z.enum(entityNames).describe("what one record is"),
  format: z.enum(["csv", "ndjson", "json", "parquet"]).optional().describe("default: by the file's name"),
  delimiter: z.string().min(1).max(4).default(",").describe("what stands between the cells of a CSV"),
  encoding: z.string().default("utf-8").describe("the encoding of its text, such as windows-1252"),
  list: z
    .string()
    .min(1)
    .optional()
    .describe(
      "in JSON files that are objects, such as the pages of an API: the path of the list whose objects are the records. What is around it is passed over",
    ),
  each: z
    .union([
      z.string().min(1),
      z.strictObject({
        field: z.string().min(1).describe("the path of a text with several parts, such as ids of accounts"),
        separator: z.string().min(1).max(4).describe("what stands between the parts, such as ;"),
      }),
    ])
    .optional()
    .describe(
      "the path of a list in the record: each of its elements is a row. The paths of the mapping then start in the element, and those that begin with ^ in the record. With a separator: each part of the field's text is a row, and all paths start in the record. The path . is the element or the part itself",
    ),
  record: z
    .string()
    .min(1)
    .optional()
    .describe(
      "with each in mode upsert: the path of the record's own id; with a separator, by default that of its key. An element that is missing from a newer version of its record is deleted",
    ),
  join: name
    .optional()
    .describe(
      "another stream of the source and entity: the rows add their fields, required ones too, to its records with the same key, in whichever order they land",
    ),
  where: z
    .string()
    .min(1)
    .optional()
    .describe(
      "a boolean SQL expression over paths of the record, or one path that holds a boolean; rows for which it is not true are left out and counted as filtered",
    ),
  not_use: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      "of usage: features whose events are no use of the product, such as $pageview, or auto_* for all that begin so; they are left out and counted as filtered",
    ),
  fields: z.record(z.string(), FieldMapping).describe("where each field of the entity is in the export"),
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
      "the landing date of each record of a history: a mapped field, a path of the export with its format, or an SQL expression over paths that returns a date",
    ),
  max_loss: unitInterval
    .default(0.2)
    .describe(
      "the share of records that a full snapshot may lose, and of its rows that may be unreadable while missing records still count as deleted",
    ),
  max_rejected: unitInterval
    .default(0.2)
    .describe(
      "the share of its rows that may be unreadable or rejected; beyond it the stream is degraded and counts as silent",
    ),
  max_unmatched: unitInterval
    .default(0.5)
    .describe(
      "the share of its rows that may match no account, or no row of a joined stream; beyond it the stream is degraded and counts as silent",
    ),
  max_too_late: unitInterval
    .default(0.2)
    .describe(
      "the share of its rows that may land too late; beyond it the stream is degraded and counts as silent",
    ),
  nulls: z
    .array(z.string().min(1))
    .optional()
    .describe(
      "texts that mean no value in all fields of the stream; N/A, NULL, None, -, 0000-00-00 and the like always do in fields with a type or known words",
    ),
  timezone: z
    .string()
    .min(1)
    .optional()
    .describe(
      "the time zone of times without an offset, such as Europe/Berlin; dates alone, and times with an offset, Z or an epoch, stay as they are; default: UTC",
    ),
  lookback_days: z
    .int()
    .min(1)
    .max(60)
    .default(7)
    .describe("the number of days an event may land late; later events are rejected as too_late"),
});
export type Stream = z.infer<typeof Stream>;

/** The source of what people enter with `bellwether` itself, whose records land like those of any other. */
export const builtInSource = "bellwether";

export const Source = z.strictObject({
  name: name.describe("what tables and messages call it, such as crm"),
  kind: z.literal("files").describe("files: it exports files"),
  expect_every: Days.optional().describe(
    "the time without a usable landing after which the source's measures are stale; default: three times its usual gap",
  ),
  land_every: Days.refine((days) => days >= 1 / 24, "at least one hour")
    .optional()
    .describe("how often a deployed stage lands it between the daily runs, which always land it"),
  match_by_name: z
    .boolean()
    .default(false)
    .describe(
      "true: a key that matches no account otherwise matches the one account with the same name of the company, but for case, punctuation and a legal form at the end; such matches are counted and named",
    ),
  streams: z
    .record(name, Stream)
    .refine((streams) => Object.keys(streams).length > 0, "at least one stream")
    .describe("its kinds of files, by name"),
});
export type Source = z.infer<typeof Source>;

const Step = z.strictObject({
  up_to: z.number().optional().describe("the highest value of the step"),
  below: z.number().optional().describe("the value at which the next step begins"),
  points,
});
export type Step = z.infer<typeof Step>;

export const ScoredMeasure = z.strictObject({
  weight: z.number().min(0).default(1).describe("its weight within the component; with 0 it does not count"),
  points: z
    .union([
      z.array(z.tuple([z.number(), points])).min(2),
      z.array(Step).min(2),
      z.record(z.string(), points),
    ])
    .describe(
      "breakpoints [value, points] in rising order of value, between which points are linear; steps, each up_to a value or below one, and the last for the rest; or words and their points",
    ),
  when_missing: z
    .union([z.literal("ignore"), z.strictObject({ points })])
    .default("ignore")
    .describe("the points for a missing value"),
});
export type ScoredMeasure = z.infer<typeof ScoredMeasure>;

export const Scorecard = z.strictObject({
  name,
  lens: name
    .optional()
    .describe(
      "scores the accounts a second time, in tables of its own, by the scorecards of the same lens; default: the main score",
    ),
  applies_to: predicate.optional().describe("the accounts that it applies to; the first match wins"),
  components: z.record(
    name,
    z.strictObject({
      weight: z.number().positive(),
      combine: z
        .enum(["weighted_mean", "lowest", "highest"])
        .default("weighted_mean")
        .describe(
          "the points of the component: the mean of its measures by weight, or the points of its lowest or highest",
        ),
      measures: z.record(name, ScoredMeasure),
    }),
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
    .describe("the time on the next day by which a day must be published; after it, operators are notified"),
});
export type Schedule = z.infer<typeof Schedule>;

/** `bellwether.yaml`. */
export const Config = z.strictObject({
  company: label,
  currency: z.string().regex(/^[A-Z]{3}$/, "a currency code such as USD"),
  gross_margin: unitInterval.optional().describe("the gross margin, 0 to 1; CLTV is null without it"),
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
        .describe(
          "the number of days before or after a term's end within which a new contract of the account renews it",
        ),
      shortest_term_days: z
        .int()
        .min(1)
        .max(366)
        .default(90)
        .describe("a shorter term is a billing period, which renewal_rate leaves out"),
    })
    .prefault({}),
  key_features: z
    .array(label)
    .default([])
    .describe("the features that show that the product is used for its purpose, by their names in usage"),
  min_sample: z
    .int()
    .min(1)
    .default(5)
    .describe("portfolio rates with a smaller sample of accounts, answers or terms are suppressed"),
  onboarding_days: z.int().min(0).default(0).describe("the time that a new account counts as onboarding"),
  schedule: Schedule.prefault({}),
  sources: z.array(Source).min(1),
  overrides: z
    .string()
    .min(1)
    .optional()
    .describe(
      "the file of scores that people set, which `bellwether override` appends to; its records land as the source bellwether",
    ),
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
        .describe("the number of days for which replaced files are kept for queries in progress"),
      daily: z
        .int()
        .min(61, "at least 61 days, which a change over 30 days may look back")
        .default(90)
        .describe(
          "the number of days for which every table keeps every day; after that month ends only, except that scores and portfolio tables keep every day for ever",
        ),
      increments: z
        .int()
        .min(90)
        .default(400)
        .describe("the number of days for which usage_daily and the other increments are kept"),
    })
    .describe("when files of published days are deleted; landed data is never deleted")
    .prefault({}),
});
export type Config = z.infer<typeof Config>;
