import { storyAccounts } from "../stories.ts";
import { type Account, account } from "./account.ts";
import { type Day, day, firstDay, lastDay } from "./calendar.ts";
import { between, chance } from "./chance.ts";
import { termStarts } from "./subscription.ts";

/** Marrowgate's own accounts, in which it tries things out. */
const tests = [
  account({ number: 1012, since: day("2024-01-10"), name: "Marrowgate Demo", type: "Test", people: 2 }),
  account({
    ...{ number: 1013, since: day("2024-01-10"), name: "TEST - do not use", domain: "marrowgate.example" },
    ...{ type: "Test", people: 2, hasSubscription: true },
    subscription: { isTest: true, plan: "starter", seats: 1, interval: "month", tracking: undefined },
  }),
];

/** Two sole traders, whose only domain is the one of their mailbox. */
const freeMail = [1014, 1015].map((number) =>
  account({ number, since: day("2025-04-08"), people: 1, employees: 1, domain: "gmail.com" }),
);

/** Deleted in Salesforce as a duplicate of nothing: a lead that was a mistake. */
const mistake = account({
  number: 1016,
  since: day("2026-01-20"),
  createdOn: day("2026-01-20"),
  type: "Prospect",
  deleted: { on: day("2026-02-16"), into: undefined },
});

/** It tried the product out and gave no card. */
const triedOut = account({
  ...{ number: 1017, since: day("2026-07-13"), type: "Prospect", hasSubscription: true },
  subscription: {
    plan: "pro",
    seats: 5,
    interval: "month",
    trialEndsOn: day("2026-07-27"),
    tracking: undefined,
  },
});

const prospects = Array.from({ length: 6 }, (_, index) =>
  account({ number: 1018 + index, since: day("2026-03-02") + 28 * index, type: "Prospect" }),
);

const crowdFrom = 1024;
const crowd = 127;
const newcomers = 14;

/** Customers of some years, of whom one in twelve leaves; the last ones came within the nine months. */
function others(): readonly Account[] {
  return Array.from({ length: crowd }, (_, index) => {
    const number = crowdFrom + index;
    const isNew = index >= crowd - newcomers;
    const since = isNew
      ? firstDay + 9 + between(0, 6, number, "new") + 17 * (index - crowd + newcomers)
      : between(day("2022-11-01"), day("2025-11-20"), number, "since");
    const usual = account({ number, since });
    const ends = isNew || chance(number, "leaves") > 1 / 12 ? undefined : endOf(usual);
    return ends === undefined ? usual : account({ number, since, subscription: ends });
  });
}

/** It gives notice some weeks before the end of a month's term. */
function endOf({ number, subscriptions }: Account) {
  const [first] = subscriptions;
  if (first === undefined) return undefined;
  const earliest: Day = firstDay + between(40, 220, number, "ends");
  const endsOn = termStarts({ ...first, interval: "month" }, lastDay).find((start) => start >= earliest);
  if (endsOn === undefined) return undefined;
  return { interval: "month" as const, endsOn, noticeOn: endsOn - between(8, 27, number, "notice") };
}

/** Everyone in Marrowgate's systems, by number. */
export const company: readonly Account[] = [
  ...[...storyAccounts, ...tests, ...freeMail, mistake, triedOut, ...prospects, ...others()],
].toSorted((a, b) => a.number - b.number);

const byNumber = new Map(company.map((each) => [each.number, each]));

/** @throws Error where nobody has the number: the company's own numbers are wrong */
export function accountOf(number: number): Account {
  const found = byNumber.get(number);
  if (found === undefined) throw new Error(`nobody has the number ${number}`);
  return found;
}

/** The account that stands for it on a day: itself, or the one that it was merged into. */
export function standsFor(of: Account, on: Day): Account {
  const { deleted } = of;
  return deleted?.into === undefined || deleted.on > on ? of : accountOf(deleted.into);
}

/** Whether its people work with the product: they pay, try it out, or are Marrowgate's own. */
export const usesProduct = ({ type, subscriptions }: Account, on: Day): boolean =>
  type === "Test" ||
  subscriptions.some(({ startedOn, endsOn, trialEndsOn }) => {
    const end = endsOn ?? trialEndsOn;
    return startedOn <= on && (end === undefined || on < end);
  });
