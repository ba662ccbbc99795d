import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

/** A published worked example: the inputs of a metric, and its result. */
const Vector = z.object({
  id: z.string(),
  metric: z.string(),
  unit: z.string(),
  inputs: z.record(z.string(), z.unknown()),
  expected: z.unknown(),
  tolerance: z.number(),
  source: z.unknown(),
});
export type Vector = z.infer<typeof Vector>;

/** The vectors of a file; none if the file does not exist. */
export function readVectors(path: string): readonly Vector[] {
  if (!existsSync(path)) return [];
  return z.object({ vectors: z.array(Vector) }).parse(JSON.parse(readFileSync(path, "utf8"))).vectors;
}

/** An account's MRR at the start and at the end of the month; null when it has no subscription. */
export interface Path {
  readonly start: number | null;
  readonly end: number | null;
}

/** The events that a company needs for a metric to be calculated. */
export interface Question {
  readonly published: string;
  /** Converts a published value to the vector's unit. */
  readonly shown: (value: number) => number;
  readonly paths?: readonly Path[];
  readonly nps?: readonly number[];
  readonly csat?: { readonly scale: number; readonly scores: readonly number[] };
  readonly gross_margin?: number;
  /** Points earned out of `weight`, per component of a score. */
  readonly parts?: readonly { readonly weight: number; readonly points: number }[];
}

const repeat = <T>(times: number, item: T): T[] => Array.from({ length: Math.round(times) }, () => item);

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((each) => typeof each === "number");

/** Reads inputs by the words in their names, which differ by source: `starting_mrr`, `mrr_start`. */
class Inputs {
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #read = new Set<string>();

  constructor(given: Vector["inputs"]) {
    this.#given = given;
  }

  /** The first unread number with such a name, and the name. */
  entry(pattern: RegExp): readonly [name: string, value: number] | undefined {
    for (const [name, value] of Object.entries(this.#given)) {
      if (this.#read.has(name) || !pattern.test(name) || typeof value !== "number") continue;
      this.#read.add(name);
      return [name, value];
    }
    return undefined;
  }

  find(pattern: RegExp): number | undefined {
    return this.entry(pattern)?.[1];
  }

  /** A share, which some sources write as a percentage. */
  share(pattern: RegExp): number | undefined {
    const [name, value] = this.entry(pattern) ?? [];
    if (name === undefined || value === undefined) return undefined;
    return value > 1 || /pct|percent/.test(name) ? value / 100 : value;
  }

  list(pattern: RegExp): readonly number[] | undefined {
    const found = Object.entries(this.#given).find(([name, value]) => pattern.test(name) && isNumbers(value));
    if (found === undefined || !isNumbers(found[1])) return undefined;
    this.#read.add(found[0]);
    return found[1];
  }

  /** The ratings: a list of them, or counts by rating. */
  ratings(): readonly number[] {
    const scores = this.list(/./);
    if (scores !== undefined) return scores;
    return Object.entries(this.#given).flatMap(([name, count]) => {
      if (!/^\d+$/.test(name) || typeof count !== "number") return [];
      this.#read.add(name);
      return repeat(count, Number(name));
    });
  }

  get unread(): readonly string[] {
    return Object.keys(this.#given).filter((name) => !this.#read.has(name));
  }
}

/** The smallest company in which a share is a whole number of accounts or responses. */
function sizeFor(...shares: readonly number[]): number {
  const sizes = [100, 1000, 10_000];
  const isWhole = (size: number) =>
    shares.every((share) => Math.abs(share * size - Math.round(share * size)) < 1e-6);
  return sizes.find(isWhole) ?? 10_000;
}

function npsScores(inputs: Inputs): readonly number[] | undefined {
  const scores = inputs.ratings();
  if (scores.length > 0) return scores;
  const promoterShare = inputs.share(/promoter.*(pct|percent|share)/);
  const detractorShare = inputs.share(/detractor.*(pct|percent|share)/);
  if (promoterShare !== undefined && detractorShare !== undefined) {
    inputs.find(/passive|neutral/);
    const size = sizeFor(promoterShare, detractorShare);
    return [
      ...repeat(promoterShare * size, 10),
      ...repeat(detractorShare * size, 0),
      ...repeat((1 - promoterShare - detractorShare) * size, 8),
    ];
  }
  const [promoters, passives, detractors] = [/promoter/, /passive|neutral/, /detractor/].map((word) =>
    inputs.find(word),
  );
  if (promoters === undefined || detractors === undefined) return undefined;
  const total = inputs.find(/total|responses|respondents|^n$/);
  const others = passives ?? (total === undefined ? undefined : total - promoters - detractors);
  if (others === undefined) return undefined;
  return [...repeat(promoters, 9), ...repeat(detractors, 6), ...repeat(others, 7)];
}

function csatAnswers(inputs: Inputs): Question["csat"] {
  const scores = inputs.ratings();
  if (scores.length > 0) {
    const best = Math.max(...scores);
    return { scale: best <= 5 ? 5 : best <= 7 ? 7 : 10, scores };
  }
  const satisfied = inputs.find(/^(?!.*(dis|un)satisfied).*(satisfied|positive)/);
  const total = inputs.find(/total|responses|answers/);
  const others = [inputs.find(/neutral/), inputs.find(/satisfied|negative/)];
  const answers = total ?? others.reduce<number>((sum, count) => sum + (count ?? 0), satisfied ?? 0);
  if (satisfied === undefined || answers === 0) return undefined;
  return { scale: 5, scores: [...repeat(satisfied, 4), ...repeat(answers - satisfied, 3)] };
}

/** Accounts with these movements: one per kind, and an unchanged one for the rest. */
function revenuePaths(inputs: Inputs): readonly Path[] | undefined {
  const both = inputs.find(/churn.*contraction|churn.*downgrade/) ?? 0;
  const half = Math.round(both * 50) / 100;
  const started = inputs.find(/start|begin|opening/);
  const end = inputs.find(/^(end|closing)/);
  const isEndAbove = started !== undefined && end !== undefined && end > started;
  const difference = started !== undefined && end !== undefined ? Math.abs(end - started) : 0;
  const contraction = (inputs.find(/contraction|downgrade/) ?? 0) + half + (isEndAbove ? 0 : difference);
  const churned = (inputs.find(/churn|lost|cancel/) ?? 0) + (both - half);
  const expansion = (inputs.find(/expansion|upgrade/) ?? 0) + (isEndAbove ? difference : 0);
  const fresh = inputs.find(/^new|_new/) ?? 0;
  const start = started ?? churned + contraction + 100;
  const staying = start - churned - contraction;
  if (staying < 0) return undefined;
  // Contraction of an account to zero is churn.
  const kept = Math.min(1, Math.floor(staying * 25) / 100);
  const rest = staying - 2 * kept;
  return [
    { start: churned, end: null },
    { start: contraction + kept, end: kept > 0 ? kept : null },
    { start: kept, end: kept + expansion },
    { start: rest, end: rest },
    { start: null, end: fresh },
  ].filter(({ start: from, end: to }) => (from ?? 0) > 0 || (to ?? 0) > 0);
}

function logoPaths(inputs: Inputs, mrr: number): readonly Path[] | undefined {
  const kept = inputs.share(/retention(_rate)?(_pct|_percent)?$/);
  const share = kept === undefined ? inputs.share(/churn(_rate)?(_monthly)?(_pct|_percent)?$/) : 1 - kept;
  const customers = share === undefined ? inputs.find(/start|begin/) : sizeFor(share);
  if (customers === undefined) return undefined;
  const lost = share === undefined ? inputs.find(/lost|churned|left/) : share * customers;
  const end = inputs.find(/end/);
  const gone = lost ?? (end === undefined ? undefined : customers - end);
  if (gone === undefined) return undefined;
  return [...repeat(gone, { start: mrr, end: null }), ...repeat(customers - gone, { start: mrr, end: mrr })];
}

/** Weights and the points earned on each; or points earned, and the maximum. */
function scoreParts(inputs: Inputs): Question["parts"] {
  const weights = inputs.list(/weight/);
  const points = inputs.list(/score|point|value/);
  if (weights !== undefined && points !== undefined)
    return weights.map((weight, index) => ({ weight, points: points[index] ?? 0 }));
  const parts: { weight: number; points: number }[] = [];
  for (let earned = inputs.find(/_points$/); earned !== undefined; earned = inputs.find(/_points$/))
    parts.push({ weight: earned, points: 100 });
  for (let given = inputs.entry(/_weight$/); given !== undefined; given = inputs.entry(/_weight$/)) {
    const [name, weight] = given;
    const score = inputs.find(new RegExp(`^${name.replace(/_weight$/, "")}(_score)?$`));
    if (score === undefined) return undefined;
    parts.push({ weight, points: score });
  }
  const most = inputs.find(/max/);
  const earned = parts.reduce((sum, { weight }) => sum + weight, 0);
  if (most !== undefined && most > earned) parts.push({ weight: most - earned, points: 0 });
  return parts.length > 0 ? parts : undefined;
}

const same = (value: number): number => value;
const percent = ({ unit }: Vector) => (unit.includes("%") ? (value: number) => value * 100 : same);

/** The published metric that answers a vector, or a sentence that says why there is none. */
export function questionOf(vector: Vector): Question | string {
  const inputs = new Inputs(vector.inputs);
  const question = ask(vector, inputs);
  if (question === undefined) return "no shipped table answers it";
  if (inputs.unread.length > 0) return `nothing is known of its inputs ${inputs.unread.join(", ")}`;
  return question;
}

function ask(vector: Vector, inputs: Inputs): Question | undefined {
  const metric = vector.metric.toLowerCase();
  if (metric.startsWith("nps")) {
    const nps = npsScores(inputs);
    if (nps === undefined) return undefined;
    if (metric.includes("variance")) return { published: "nps_variance", shown: (v) => v / 10_000, nps };
    const isShare = vector.unit.startsWith("proportion");
    const published = metric.includes("standard error") ? "nps_standard_error" : "nps";
    return { published, shown: (value) => (isShare ? value / 100 : value), nps };
  }
  if (metric.startsWith("csat")) {
    const csat = csatAnswers(inputs);
    return csat && { published: `csat_${csat.scale}`, shown: percent(vector), csat };
  }
  if (metric.startsWith("cltv") || metric.startsWith("ltv")) {
    const arpa = inputs.find(/arpa|arpu/);
    const gross_margin = inputs.share(/margin/);
    if (arpa === undefined || gross_margin === undefined) return undefined;
    const paths = logoPaths(inputs, arpa);
    return paths && { published: "cltv", shown: same, paths, gross_margin };
  }
  if (/health score/.test(metric)) {
    const parts = scoreParts(inputs);
    return parts && { published: "raw_score", shown: same, parts };
  }
  const byRevenue = [
    [/^grr|gross revenue retention/, "grr"],
    [/^nrr|net revenue retention/, "nrr"],
    [/gross mrr churn/, "gross_mrr_churn"],
    [/net mrr churn/, "net_mrr_churn"],
    [/quick ratio/, "quick_ratio"],
  ] as const;
  const revenue = byRevenue.find(([pattern]) => pattern.test(metric))?.[1];
  if (revenue !== undefined) {
    const paths = revenuePaths(inputs);
    return paths && { published: revenue, shown: percent(vector), paths };
  }
  if (/annuali[sz]ed/.test(metric)) {
    const paths = logoPaths(inputs, 10);
    if (paths === undefined || inputs.find(/months/) !== 12) return undefined;
    const scale = percent(vector);
    const shown = (churn: number) => scale(metric.includes("retention") ? 1 - churn : churn);
    return { published: "logo_churn_annualised", shown, paths };
  }
  if (/(customer|logo) (churn|retention)/.test(metric)) {
    const paths = logoPaths(inputs, 10);
    const scale = percent(vector);
    const shown = (churn: number) => scale(metric.includes("retention") ? 1 - churn : churn);
    return paths && { published: "logo_churn", shown, paths };
  }
  return undefined;
}
