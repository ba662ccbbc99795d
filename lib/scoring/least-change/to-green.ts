import { type Account, type Answer, bestScore, leastChanges, singleMoves } from "./answers.ts";
import type { Card, CardLimit } from "./card.ts";
import type { Movable, Move } from "./inverse.ts";
import { type Reading, type Readings, rounded, scoreOf } from "./score.ts";

/** What the published rows say of an account's score. */
export interface ScoredAccount {
  readonly score: number | null;
  readonly computed_score: number | null;
  readonly floored_score: number | null;
  readonly band: string | null;
  readonly coverage: number | null;
  readonly floor_rule: string | null;
  readonly cap_rule: string | null;
}

/** A measure without a value that would raise the coverage, and by how much of it. */
export interface MissingShare {
  readonly measure: string;
  /** 0 to 1. */
  readonly coverage: number;
}

/** What would bring the score to green, or why this cannot be said. */
export type ToGreen =
  | { readonly kind: "not_scored" }
  /** Too little is known. `missing`: the measures that would reach the coverage floor, by weight. */
  | {
      readonly kind: "insufficient_data";
      readonly coverage: number;
      readonly needed: number;
      readonly missing: readonly MissingShare[];
    }
  /** `spare`: points above green; `costs`: the smallest single changes that would lose it. */
  | { readonly kind: "is_green"; readonly spare: number; readonly costs: readonly Move[] }
  /** A cap below green holds. `beneath`: the answer without it. */
  | { readonly kind: "capped"; readonly cap: CardLimit; readonly without: number; readonly beneath: ToGreen }
  /** The score was set by hand. `beneath`: the answer for the score that was worked out. */
  | { readonly kind: "overridden"; readonly computed: number; readonly beneath: ToGreen }
  | {
      readonly kind: "answers";
      readonly green: number;
      readonly needed: number;
      readonly answers: readonly Answer[];
      /** Measures that count with their last known value. */
      readonly held: readonly string[];
    }
  /** Neither one thing nor two. `best`: the score with everything that can be moved at its best. */
  | { readonly kind: "nothing_near"; readonly green: number; readonly needed: number; readonly best: number };

/** Rows of an account and its scorecard. */
export interface GreenQuestion {
  readonly card: Card;
  readonly account: ScoredAccount;
  readonly readings: Readings;
  /** Measures that the company or the customer can move. */
  readonly movable: readonly Movable[];
}

/** Sums within this of each other are equal. */
const tolerance = 1e-6;

/** The published score and what the scorer makes of the same rows differ: no answer would be true. */
export class ScoresDiffer extends Error {
  override readonly name = "ScoresDiffer";
}

/** What would bring an account to green with the least change: the score's inverse. @throws ScoresDiffer */
export function toGreen(question: GreenQuestion): ToGreen {
  const { card, account, readings } = question;
  const { score, computed_score: computed, floored_score: floored } = account;
  if (score === null || computed === null || floored === null) return { kind: "not_scored" };
  const again = scoreOf(card, readings, limitsOf(card, account)).computed;
  if (again === null || Math.abs(again - computed) > tolerance)
    throw new ScoresDiffer(`the published score is ${computed}, scored again it is ${again}`);
  if (account.band === "insufficient_data") return insufficient(question, account.coverage ?? 0);
  if (Math.abs(score - computed) > tolerance)
    return { kind: "overridden", computed, beneath: beneathOverride(question, computed) };
  return ofComputed(question, computed, floored);
}

const beneathOverride = (question: GreenQuestion, computed: number): ToGreen =>
  ofComputed(question, computed, question.account.floored_score ?? computed);

function ofComputed(question: GreenQuestion, computed: number, floored: number): ToGreen {
  const { card, account } = question;
  const cap = card.limits.find(({ kind, name }) => kind === "cap" && name === account.cap_rule);
  if (cap === undefined || cap.points >= card.green) return ofAccount(question, computed);
  const uncapped = { ...question, account: { ...account, cap_rule: null } };
  return { kind: "capped", cap, without: floored, beneath: ofAccount(uncapped, floored) };
}

function ofAccount({ card, account, readings, movable }: GreenQuestion, score: number): ToGreen {
  const ofNumbers = new Set(card.measures.filter(({ isOfWords }) => !isOfWords).map((each) => each.measure));
  const isOk = ({ measure }: Movable) => ofNumbers.has(measure) && readings.get(measure)?.status === "ok";
  const scored: Account = { card, readings, limits: limitsOf(card, account), movable: movable.filter(isOk) };
  const { green } = card;
  if (rounded(score) >= green)
    return {
      kind: "is_green",
      spare: score - green,
      costs: singleMoves(scored, { bound: green, way: "lose" }),
    };
  const answers = leastChanges(scored, { bound: green, way: "reach" });
  const needed = green - score;
  if (answers.length > 0) return { kind: "answers", green, needed, answers, held: heldOf(card, readings) };
  return { kind: "nothing_near", green, needed, best: bestScore(scored) ?? score };
}

/** The points of the limits that the published row names. */
function limitsOf({ limits }: Card, { floor_rule, cap_rule }: ScoredAccount) {
  const points = (kind: CardLimit["kind"], rule: string | null): number | null =>
    limits.find((limit) => limit.kind === kind && limit.name === rule)?.points ?? null;
  return { floor: points("floor", floor_rule), cap: points("cap", cap_rule) };
}

const heldOf = ({ measures }: Card, readings: Readings): string[] =>
  measures.map(({ measure }) => measure).filter((measure) => readings.get(measure)?.status === "held");

/** The missing measures, by weight, that together reach the coverage floor. */
function insufficient({ card, readings }: GreenQuestion, coverage: number): ToGreen {
  const inComponent = Map.groupBy(card.measures, ({ component }) => component);
  const nominal = card.measures.map(({ measure, component, componentWeight, weight }) => {
    const all = inComponent.get(component) ?? [];
    const share = (componentWeight * weight) / all.reduce((sum, each) => sum + each.weight, 0);
    return { measure, share, reading: readings.get(measure) };
  });
  const applies = nominal.filter(({ reading }) => reading?.status !== "not_applicable");
  const total = applies.reduce((sum, { share }) => sum + share, 0);
  const missing: MissingShare[] = [];
  let reached = coverage;
  const unknown = applies
    .filter(({ reading }) => !isKnown(reading))
    .toSorted((a, b) => b.share - a.share || (a.measure < b.measure ? -1 : 1));
  for (const { measure, share } of unknown) {
    if (rounded(reached) >= card.coverageFloor) break;
    missing.push({ measure, coverage: share / total });
    reached += share / total;
  }
  return { kind: "insufficient_data", coverage, needed: card.coverageFloor, missing };
}

const isKnown = (reading: Reading | undefined): boolean =>
  reading?.status === "ok" || reading?.status === "held";
