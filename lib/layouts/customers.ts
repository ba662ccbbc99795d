import { byFrequency } from "./columns.ts";
import type { Candidate } from "./draft-types.ts";
import { quoted } from "./fit-field.ts";
import { sqlPath } from "./sql-path.ts";

const mostWords = 8;

/** Where a CRM has more than customers: which words of a column make one. */
export function customersQuestion({ customersBy, columns, settings }: Candidate): readonly string[] {
  if (customersBy === undefined) return [];
  const column = columns.byPath.get(customersBy.toLowerCase());
  const words = column === undefined ? [] : byFrequency(column.values);
  const customer = words.find((word) => /customer/i.test(word)) ?? "customer";
  const before = typeof settings.where === "string" ? `${settings.where} and ` : "";
  const where = `where: ${JSON.stringify(`${before}${sqlPath(column?.path ?? customersBy)} = '${customer.replaceAll("'", "''")}'`)}`;
  if (column === undefined || words.length === 0)
    return [`Are all of them customers? If not, add what makes one, such as ${where}`];
  const none = columns.rows - column.filled;
  const found = [
    ...words.slice(0, mostWords).map((word) => `${quoted(word)} (${column.values.get(word)})`),
    ...(words.length > mostWords ? ["…"] : []),
    ...(none === 0 ? [] : [`none (${none})`]),
  ];
  if (found.length === 1 && words[0] === customer) return [];
  return [`Which are customers? ${column.path} has ${found.join(", ")}. Leave out the others with ${where}`];
}
