import type { Vocabulary, Words } from "./vocabulary.ts";

type Unit = "day" | "week" | "month" | "year";

const units: Readonly<Record<Unit, { readonly short: readonly string[]; readonly iso: string }>> = {
  day: { short: ["days"], iso: "d" },
  week: { short: ["weeks", "wk", "wks"], iso: "w" },
  month: { short: ["months", "mo", "mos", "mth", "mths", "m"], iso: "m" },
  year: { short: ["years", "yr", "yrs", "y"], iso: "y" },
};

const numbers = new Map(
  ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"].map(
    (word, index) => [index + 1, word],
  ),
).set(18, "eighteen");

/** The ways to write so many units: 6 months, 6mo, P6M, six months, every 6 months, per six months. */
function counted(count: number, unit: Unit): readonly string[] {
  const { short, iso } = units[unit];
  const names = [unit, ...short];
  const written = numbers.get(count);
  const amounts = names.flatMap((name) => [
    `${count} ${name}`,
    `${count}${name}`,
    ...(written === undefined ? [] : [`${written} ${name}`]),
  ]);
  return [...amounts, ...amounts.flatMap((text) => [`every ${text}`, `per ${text}`]), `p${count}${iso}`];
}

const each = (unit: Unit): readonly string[] => [
  ...units[unit].short.filter((word) => word.length > 1),
  `per ${unit}`,
  `every ${unit}`,
  `each ${unit}`,
  `a ${unit}`,
  ...counted(1, unit),
];

/**
 * Billing intervals. Stripe and Paddle: day, week, month, year, with a count. Chargebee: the same, as
 * billing_period_unit. Recurly and Maxio: days, months; day, month. Zuora: Month, Quarter, Semi_Annual,
 * Annual, Eighteen_Months, Two_Years, Three_Years, Five_Years, Week. Salesforce CPQ: Monthly, Quarterly,
 * Semiannual, Annual. HubSpot: weekly, biweekly, monthly, quarterly, per_six_months, annually, per_two_years
 * to per_five_years. "Bimonthly" and "biannual" are ambiguous, so the mapping must define them.
 */
export const billingInterval: Vocabulary = {
  meanings: {
    day: words("daily", ...each("day")),
    week: words("weekly", ...each("week"), ...counted(7, "day")),
    two_weeks: words("biweekly", "fortnight", "fortnightly", ...counted(2, "week"), ...counted(14, "day")),
    four_weeks: words(...counted(4, "week"), ...counted(28, "day")),
    thirty_days: words(...counted(30, "day")),
    month: words("monthly", "calendar month", ...each("month")),
    two_months: words(...counted(2, "month")),
    quarter: words("quarterly", "quarters", "qtr", "per quarter", "every quarter", ...counted(3, "month")),
    four_months: words(...counted(4, "month")),
    half_year: words(
      ...["half yearly", "halfyear", "halfyearly", "semi annual", "semiannual", "semi annually"],
      ...["semiannually", "semi yearly", "semester", ...counted(6, "month")],
    ),
    nine_months: words(...counted(9, "month")),
    year: words(
      ...["yearly", "annual", "annually", "per annum", "pa", "p a", "annum", ...each("year")],
      ...[...counted(12, "month"), ...counted(52, "week"), ...counted(365, "day")],
    ),
    eighteen_months: words(...counted(18, "month")),
    two_years: words("biennial", "biennially", ...counted(2, "year"), ...counted(24, "month")),
    three_years: words("triennial", "triennially", ...counted(3, "year"), ...counted(36, "month")),
    four_years: words(...counted(4, "year"), ...counted(48, "month")),
    five_years: words(...counted(5, "year"), ...counted(60, "month")),
  },
};

function words(...all: readonly string[]): Words {
  return { words: all };
}
