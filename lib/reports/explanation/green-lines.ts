import type { Answer } from "../../scoring/least-change/answers.ts";
import type { Move } from "../../scoring/least-change/inverse.ts";
import type { ToGreen } from "../../scoring/least-change/to-green.ts";
import { listed } from "../../sentences/text.ts";
import { edgeText, fromTo, pointsOf, scoreText, type ValueWords } from "../../sentences/values.ts";
import { wrapped } from "../../sentences/wrapped.ts";
import type { Explanation } from "../explain.ts";

/** What would bring the score to green, or why nobody can say. */
export function greenLines({ to_green, measures, absent, account, bands }: Explanation): string[] {
  if (to_green === null || to_green.kind === "not_scored") return [];
  const words = new Map(
    [...measures, ...absent].map(({ measure, label, unit }): [string, ValueWords] => [
      String(measure),
      { label: String(label), unit: String(unit ?? "") },
    ]),
  );
  const wordsOf = (measure: string): ValueWords => words.get(measure) ?? { label: measure, unit: "" };
  const green = bands === null ? "green" : `green (${edgeText(bands.green)})`;
  const told = tell(to_green, { wordsOf, isFinal: account.lifecycle === "notice" });
  const title = to_green.kind === "is_green" ? "What would lose green" : `To reach ${green}`;
  return ["", title, ...told.flatMap(({ text, isItem }) => wrapped(text, isItem ? 4 : 2, isItem ? 6 : 2))];
}

interface Told {
  readonly text: string;
  /** One of several ways. */
  readonly isItem?: boolean;
}

interface Words {
  readonly wordsOf: (measure: string) => ValueWords;
  /** The account has given notice. */
  readonly isFinal: boolean;
}

const workedBackwards = "This is the score worked backwards, not advice: all else is taken as it is.";

function tell(answer: ToGreen, words: Words): readonly Told[] {
  const { wordsOf } = words;
  switch (answer.kind) {
    case "not_scored":
      return [];
    case "insufficient_data": {
      const needed = `${percent(answer.needed)} of the scorecard's weight must be known; ${percent(answer.coverage)} is.`;
      const missing = answer.missing.map(
        ({ measure, coverage }) => `${wordsOf(measure).label} (${percent(coverage)})`,
      );
      const would = missing.length === 0 ? "" : ` Values of these would do: ${listed(missing)}.`;
      return [{ text: `Too little is known to say. ${needed}${would}` }];
    }
    case "is_green": {
      const spare = `The score is ${pointsOf(answer.spare)} above it.`;
      if (answer.costs.length === 0)
        return [{ text: `${spare} No single change that is common among accounts like it would.` }];
      return [
        { text: `${spare} ${answer.costs.length === 1 ? "This" : "Any of these"} alone would:` },
        ...answer.costs.map((move) => item([move], words)),
      ];
    }
    case "capped": {
      const cap = `The cap "${answer.cap.name}" must lift first: it allows ${edgeText(answer.cap.points)} at most.${whyCapped(answer.cap.holdsWhen, words)}`;
      if (answer.beneath.kind === "is_green")
        return [{ text: `${cap} Without it the score is ${scoreText(answer.without)}, which is green.` }];
      return [
        { text: `${cap} Without it the score is ${scoreText(answer.without)}.` },
        ...tell(answer.beneath, words),
      ];
    }
    case "overridden":
      return [
        { text: `The score is set by hand. Worked out, it is ${scoreText(answer.computed)}.` },
        ...tell(answer.beneath, words),
      ];
    case "answers": {
      const isPair = answer.answers.some((moves) => moves.length > 1);
      const missing = `${pointsOf(answer.needed)} are missing.`;
      const would = isPair
        ? `${missing} No single change is enough; ${answer.answers.length === 1 ? "these two together are" : "two together are"}:`
        : `${missing} ${answer.answers.length === 1 ? "This alone is enough" : "Any of these alone is enough"}:`;
      const held =
        answer.held.length === 0
          ? []
          : [
              {
                text: `It rests on last known values: ${listed(answer.held.map((each) => wordsOf(each).label))}.`,
              },
            ];
      return [
        { text: would },
        ...answer.answers.map((moves) => item(moves, words)),
        ...held,
        { text: workedBackwards },
      ];
    }
    case "nothing_near": {
      const best = `everything that can be moved, at its best, gives ${scoreText(answer.best)}`;
      const enough = answer.best >= answer.green ? `${best}.` : `even ${best}.`;
      return [
        {
          text: `${pointsOf(answer.needed)} are missing. No one or two changes that are common among accounts like it are enough; ${enough}`,
        },
      ];
    }
  }
}

const item = (moves: Answer, words: Words): Told => ({
  isItem: true,
  text: moves.map((move) => moveText(move, words)).join(", and "),
});

function moveText({ measure, from, to }: Move, { wordsOf }: Words): string {
  const words = wordsOf(measure);
  if (words.unit === "1 or 0")
    return `${words.label}: ${to === 0 ? "no" : "yes"} instead of ${from === 0 ? "no" : "yes"}`;
  return `${words.label} ${fromTo(from, to, words)}`;
}

function whyCapped(condition: string | null, words: Words): string {
  if (condition === null) return "";
  if (words.isFinal && condition.includes("'notice'"))
    return " The account has given notice, which is final unless it is withdrawn.";
  return ` It holds while ${conditionText(condition, words)}.`;
}

/** A condition of the config, with measures by their label. */
const conditionText = (condition: string, { wordsOf }: Words): string =>
  condition.replace(/\b[a-z_]\w*\b/g, (name) => wordsOf(name).label);

const percent = (share: number): string => `${Math.round(share * 100)} %`;
