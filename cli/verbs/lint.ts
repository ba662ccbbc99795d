import type { Command } from "commander";
import type { Finding } from "../../lib/lint/finding.ts";
import { type Lint, lint } from "../../lib/lint/lint.ts";
import { headOf, NothingPublished, readChain } from "../../lib/pipeline/chain.ts";
import { plural } from "../../lib/plural.ts";
import { wrapped } from "../../lib/sentences/wrapped.ts";
import { openPublishedOf, outputOf } from "../open.ts";
import { FailureShown } from "../report-error.ts";
import type { LintOptions } from "../usage/answers.ts";
import { WrongUsage } from "../wrong-usage.ts";

export async function lintScorecards({ date, strict }: LintOptions, command: Command): Promise<void> {
  using output = outputOf(command);
  using opened = await openPublishedOf(command);
  const chain = await readChain(opened.services.store);
  const head = headOf(chain);
  if (head === undefined) throw new NothingPublished();
  const link = chain.links.findLast(({ as_of_date }) => as_of_date === (date ?? head.as_of_date));
  if (link === undefined)
    throw new WrongUsage(`${date} is not published; the newest day is ${head.as_of_date}.`);
  const review = await lint(opened.services, link);
  if (output.isJson) output.json(review);
  else for (const line of reviewLines(review)) output.line(line);
  if (strict && review.findings.length > 0) throw new FailureShown();
}

function reviewLines(review: Lint): readonly string[] {
  const { as_of_date, accounts, findings, too_few, currency } = review;
  const found = findings.length === 0 ? "nothing to change" : plural(findings.length, "finding");
  return [
    `${as_of_date}, ${plural(accounts, "scored account")}: ${found}.`,
    ...findings.flatMap((finding) => ["", ...findingLines(finding, currency)]),
    ...(too_few.length === 0
      ? []
      : [
          "",
          ...wrapped(
            `Fewer than 20 accounts are on ${too_few.join(", ")}: too few to judge measures and bands by.`,
          ),
        ]),
  ];
}

function findingLines({ kind, path, seen, advice, ...sum }: Finding, currency: string): readonly string[] {
  const known = sum.arr === 0 ? [] : [`${currency} ${Math.round(sum.arr).toLocaleString("en-US")} ARR`];
  const unknown = sum.arr_unknown === 0 ? [] : [`${sum.arr_unknown} with unknown ARR`];
  const concerned =
    sum.accounts === 0 ? [] : [[plural(sum.accounts, "account"), ...known, ...unknown].join(", ")];
  return [`${kind}  ${path}`, ...[seen, advice, ...concerned].flatMap((text) => wrapped(text, 2))];
}
