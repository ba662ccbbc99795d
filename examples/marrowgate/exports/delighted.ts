import { stringify } from "csv-stringify/sync";
import { type Answer, allAnswers } from "../model/answers.ts";
import { type Day, dateOf, firstDay, isWeekly, momentOf, secondsOf } from "../model/calendar.ts";
import { between, token } from "../model/chance.ts";
import type { Cell, ExportFile } from "./file.ts";

/**
 * Delighted's answers, once a week: the objects of its API with the person in them, flattened to columns with a dot
 * for each level.
 */
export function delightedFiles(on: Day): readonly ExportFile[] {
  if (!isWeekly(on)) return [];
  const rows = allAnswers.filter((answer) => isNew(answer, on)).map((answer) => answerRow(answer, on));
  const text = stringify(rows, { header: true, columns: [...columns] });
  return [{ path: `exports/delighted/survey_responses_${dateOf(on)}.csv`, content: text }];
}

const columns = [
  ...["id", "person.id", "person.email", "person.name", "survey_type", "score", "comment", "permalink"],
  ...[
    "created_at",
    "updated_at",
    "person_properties.salesforce_account_id",
    "person_properties.role",
    "tags",
  ],
] as const;

/** Given, or given another score, in the week that ends with the day; in the first export, ever. */
const isNew = ({ answeredOn, changed }: Answer, on: Day): boolean =>
  [answeredOn, changed?.on].some((of) => of !== undefined && of <= on && (of > on - 7 || on === firstDay));

function answerRow(
  { id, account, person, answeredAt, changed, ...answer }: Answer,
  on: Day,
): Record<string, Cell> {
  const isChanged = changed !== undefined && changed.on <= on;
  return {
    ...{ id, "person.id": 880_000_000 + between(0, 9_999_999, person.id, "delighted") },
    ...{ "person.email": person.email, "person.name": person.name, survey_type: "nps" },
    ...{ score: isChanged ? changed.score : answer.score, comment: answer.comment ?? "" },
    permalink: `https://app.delighted.com/r/${token(32, id, "permalink")}`,
    created_at: secondsOf(answeredAt),
    updated_at: isChanged ? secondsOf(momentOf(changed.on, 50_000)) : "",
    "person_properties.salesforce_account_id": answer.hasAccountId ? account.id : "",
    ...{ "person_properties.role": person.role, tags: "" },
  };
}
