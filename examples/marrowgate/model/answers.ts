import { levelOn } from "../../northwind-cloud/account.ts";
import { type Account, isThere, type Person } from "./account.ts";
import { type Day, day, lastDay, type Moment, momentOf } from "./calendar.ts";
import { between, chance, pick } from "./chance.ts";
import { company, usesProduct } from "./company.ts";

/** What a person says when asked how likely it is to recommend Marrowgate. */
export interface Answer {
  readonly id: number;
  readonly account: Account;
  readonly person: Person;
  /** 0 to 10. */
  readonly score: number;
  readonly comment: string | undefined;
  readonly answeredOn: Day;
  readonly answeredAt: Moment;
  /** A second thought, some days later. */
  readonly changed: { readonly on: Day; readonly score: number } | undefined;
  /** False where the survey was sent before the CRM's Ids were handed over. */
  readonly hasAccountId: boolean;
}

const askedFrom = day("2025-10-01");
const daysBetween = 120;
const idsSince = day("2026-01-12");

const comments = {
  glad: ["Saves us an hour a day", "Schnell, übersichtlich", "Good support,\nfriendly people"],
  cool: ["Too many clicks", 'It is "fine"', "The map is slow,\nand so is the search"],
} as const;

/** Each person is asked every 120 days, and one in three answers; in the order of the answers. */
export const allAnswers: readonly Answer[] = company
  .filter(({ type }) => type === "Customer")
  .flatMap((account) =>
    account.people.flatMap((person) =>
      askedOn(person)
        .filter(
          (on) => isThere(person, on) && usesProduct(account, on) && chance(person.id, "answers", on) < 0.33,
        )
        .map((on) => ({ account, person, answeredOn: on + between(0, 4, person.id, "after", on) })),
    ),
  )
  .filter(({ answeredOn }) => answeredOn <= lastDay)
  .toSorted((a, b) => a.answeredOn - b.answeredOn || a.account.number - b.account.number)
  .map((each, index) => answerOf(each, 5210 + index));

function askedOn({ id, since }: Person): readonly Day[] {
  const first = Math.max(since + 30, askedFrom) + between(0, daysBetween - 1, id, "asked");
  return Array.from({ length: 4 }, (_, index) => first + daysBetween * index).filter((on) => on <= lastDay);
}

function answerOf(
  { account, person, answeredOn }: Pick<Answer, "account" | "person" | "answeredOn">,
  id: number,
) {
  const mood = levelOn(account.happiness, answeredOn) + 0.5 * (chance(id, "mood") - 0.45);
  const score = Math.min(10, Math.max(0, Math.round(10 * mood)));
  const isChanged = chance(id, "changed") < 0.02 && answeredOn + 6 <= lastDay;
  return {
    ...{ id, account, person, answeredOn, score },
    answeredAt: momentOf(answeredOn, between(7 * 3600, 19 * 3600, id, "at")),
    comment:
      chance(id, "comment") < 0.4
        ? pick<string>(comments[score >= 8 ? "glad" : "cool"], id, "words")
        : undefined,
    changed: isChanged ? { on: answeredOn + 6, score: Math.max(0, score - 2) } : undefined,
    hasAccountId: answeredOn >= idsSince,
  };
}
