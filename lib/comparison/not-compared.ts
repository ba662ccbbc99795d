import { canonicalJson } from "../json-text.ts";
import type { CompiledProject, RunConfig } from "../pipeline/compiled-project.ts";
import type { Plan } from "../pipeline/plan.ts";
import type { Trial } from "../pipeline/trial.ts";

/** What differs between two configs besides what a trial scores. Both sides have its tables as they were published. */
export interface NotCompared {
  /** Parts of the config, by their path: `sources.crm.accounts`, `currency`. */
  readonly parts: readonly string[];
  /** Tables that Bellwether itself builds otherwise than when the day was published. */
  readonly tables: readonly string[];
}

/** The settings of a config, by their columns in the input table `settings`. */
const pathOfSetting: Readonly<Record<string, string>> = {
  currency: "currency",
  revenue_from: "revenue",
  churn_kind: "churn",
  churn_inactivity_days: "churn",
  onboarding_days: "onboarding_days",
  renewal_grace_days: "renewals",
  shortest_term_days: "renewals",
  gross_margin: "gross_margin",
  min_sample: "min_sample",
};

export function notCompared(
  plan: Pick<Plan, "config" | "inputs">,
  project: Pick<CompiledProject, "config" | "inputs">,
  otherwise: Trial["otherwise"],
): NotCompared {
  const sources = differing(streamsOf(plan.config), streamsOf(project.config));
  const { company, routes, fallback_route, retention, schedule } = plan.config;
  const run = { company, routes, fallback_route, retention, schedule };
  const [then, now] = [rowsOf(plan.inputs), rowsOf(project.inputs.map(named))];
  const settings = differing({ ...then("settings")[0] }, { ...now("settings")[0] });
  return {
    parts: [
      ...new Set([
        ...sources.map((path) => `sources.${path}`),
        ...settings.flatMap((column) => pathOfSetting[column] ?? []),
        ...(isEqual(then("key_features"), now("key_features")) ? [] : ["key_features"]),
        ...differing(run, { ...project.config }).filter((key) => key in run),
      ]),
    ],
    // The tables of a mapping follow from the sources.
    tables: otherwise
      .filter(({ origin }) => sources.length === 0 || origin.startsWith("sql/"))
      .map(({ name }) => name),
  };
}

type Rows = Plan["inputs"][number]["rows"];

const named = ({ table, rows }: CompiledProject["inputs"][number]) => ({ name: table as string, rows });

const rowsOf =
  (
    inputs: readonly {
      readonly name: string;
      readonly rows: Rows | CompiledProject["inputs"][number]["rows"];
    }[],
  ) =>
  (name: string) =>
    inputs.find((input) => input.name === name)?.rows ?? [];

/** Each stream of the sources, and of each source what is not about one stream. */
const streamsOf = ({ sources }: Pick<RunConfig, "sources">): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    sources.flatMap(({ streams, ...source }, position) => [
      [source.name, { ...source, position }] as const,
      ...Object.entries(streams).map(([name, stream]) => [`${source.name}.${name}`, stream] as const),
    ]),
  );

const isEqual = (one: unknown, other: unknown): boolean =>
  canonicalJson(one ?? null) === canonicalJson(other ?? null);

function differing(
  then: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): readonly string[] {
  const keys = new Set([...Object.keys(then), ...Object.keys(now)]);
  return [...keys].filter((key) => !isEqual(then[key], now[key]));
}
