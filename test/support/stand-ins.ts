import { type Column, columnTypes } from "../../lib/models/model.ts";

const tables = {
  account_attributes: "account_id varchar, attribute varchar, value varchar",
};

export const standIns: Readonly<Record<string, readonly Column[]>> = Object.fromEntries(
  Object.entries(tables).map(([table, text]) => [table, text.split(/, (?=[a-z])/).map(columnOf)]),
);

function columnOf(text: string): Column {
  const [name = "", typeName = ""] = text.split(" ");
  const type = columnTypes.find((known) => known === typeName);
  if (type === undefined) throw new Error(`${typeName} is no type`);
  return { name, type, comment: "stands in" };
}
