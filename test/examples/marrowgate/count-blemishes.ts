import type { BlemishName } from "../../../examples/marrowgate/blemishes.ts";
import {
  bytesOf,
  csvRows,
  type Found,
  files,
  type Json,
  jsonRows,
  linesOf,
  newest,
  pathsOf,
  type Row,
  sheetRows,
  valueAt,
} from "./files.ts";

const crmFiles = pathsOf(/^salesforce/);
const crm = csvRows(/^salesforce/);
const customers = newest(jsonRows(/customers\.ndjson$/));
const subscriptionVersions = jsonRows(/subscriptions\.ndjson$/);
const subscriptions = newest(subscriptionVersions);
const ticketVersions = jsonRows(/^zendesk\/tickets/);
const tickets = newest(ticketVersions);
const organizations = newest(jsonRows(/^zendesk\/organizations/));
const eventLines = jsonRows(/^posthog/);
const events = [...new Map(eventLines.map((found) => [found.row.uuid, found])).values()];
const answers = csvRows(/^delighted/);
const sheets = pathsOf(/^customer-success/);
const newestSheet = sheetRows(sheets.at(-1) ?? "").slice(1, -4);

/** How many accounts of Salesforce have such a row. */
const accounts = (isOne: (row: Row) => boolean): number =>
  new Set(crm.filter(({ row }) => isOne(row)).map(({ row }) => row.Id)).size;

/** How many answers have such a row. */
const answered = (isOne: (row: Row) => boolean): number =>
  new Set(answers.filter(({ row }) => isOne(row)).map(({ row }) => row.id)).size;

const repeated = (values: readonly unknown[]): number => values.length - new Set(values).size;
const isShort = (id: unknown): boolean => typeof id === "string" && id.length === 15;
const dayOfFile = (path: string): string => /\d{4}-\d{2}-\d{2}/.exec(path)?.[0] ?? "";
const dayOf = ({ row }: Found<Json>): string => String(row.timestamp).slice(0, 10);
const company = (row: Json): unknown => valueAt(row, "properties.$groups.company");
const cells = (column: number, pattern: RegExp): number =>
  newestSheet.filter((row) => pattern.test(row[column] ?? "")).length;

/** Days from the first to the last for which a system wrote no file. */
function missingDays(pattern: RegExp): number {
  const days = pathsOf(pattern).map(dayOfFile);
  const span = (Date.parse(days.at(-1) ?? "") - Date.parse(days[0] ?? "")) / 86_400_000 + 1;
  return span - new Set(days).size;
}

/** Products of which a price has had two nicknames. */
function renamedPlans(): number {
  const nicknames = new Map<unknown, Set<unknown>>();
  for (const { row } of subscriptionVersions)
    for (const item of valueAt(row, "items.data") as Json[]) {
      const product = valueAt(item, "price.product");
      nicknames.set(product, (nicknames.get(product) ?? new Set()).add(valueAt(item, "price.nickname")));
    }
  return [...nicknames.values()].filter(({ size }) => size > 1).length;
}

/** Counts each blemish in the bytes of the files, without regard to how they were made. */
export const countBlemish: Readonly<Record<BlemishName, () => number>> = {
  "byte order mark": () =>
    [...files.values()].filter((bytes) => bytes.subarray(0, 3).toString("hex") === "efbbbf").length,
  "Windows line ends": () => crmFiles.filter((path) => bytesOf(path).includes("\r\n")).length,
  "header in capitals": () => crmFiles.filter((path) => bytesOf(path).toString().startsWith('"ID"')).length,
  "rows exported twice": () => repeated(crm.map(({ path, row }) => `${path} ${row.Id ?? row.ID}`)),
  "a column that comes later": () =>
    new Set(crm.filter(({ row }) => row.Health_Tier__c !== undefined).map(({ path }) => path)).size,
  "American dates in one file": () =>
    crm.filter(({ row }) => /^\d+\/\d+\/\d{4}$/.test(row.Customer_Since__c ?? "")).length,
  "spaces after a name": () => accounts(({ Name = "" }) => Name !== Name.trimEnd()),
  "a line break in an address": () => accounts(({ BillingStreet = "" }) => BillingStreet.includes("\n")),
  "a free mail domain as website": () => accounts(({ Website = "" }) => Website.includes("gmail.com")),
  "test accounts": () => accounts(({ Type }) => Type === "Other"),
  "a merged account": () => accounts((row) => row.IsDeleted === "true" && row.MasterRecordId !== ""),
  "a deleted record": () => accounts((row) => row.IsDeleted === "true" && row.MasterRecordId === ""),
  "an empty file": () => [...files.values()].filter(({ length }) => length === 0).length,
  "objects delivered twice": () =>
    pathsOf(/invoices\.ndjson$/).reduce((sum, path) => sum + repeated(linesOf(path)), 0),
  "a line cut off": () =>
    pathsOf(/ndjson$/)
      .flatMap(linesOf)
      .filter((line) => !line.endsWith("}")).length,
  "a customer without a Salesforce Id": () =>
    customers.filter((row) => valueAt(row, "metadata.salesforce_id") === undefined).length,
  "15 of the 18 characters of an Id in billing": () =>
    customers.filter((row) => isShort(valueAt(row, "metadata.salesforce_id"))).length,
  "an object of test mode": () => subscriptions.filter(({ livemode }) => livemode === false).length,
  "a renamed plan": renamedPlans,
  "a refund": () =>
    newest(jsonRows(/invoices\.ndjson$/)).filter((row) => Number(row.post_payment_credit_notes_amount) > 0)
      .length,
  "a status that is rarely seen": () => subscriptions.filter(({ status }) => status === "paused").length,
  "days without an export": () => missingDays(/^zendesk\/tickets/),
  "tickets exported again": () => repeated(ticketVersions.map(({ row }) => `${row.id} ${row.updated_at}`)),
  "half a character": () => tickets.filter(({ subject }) => !String(subject).isWellFormed()).length,
  "deleted tickets": () => tickets.filter(({ status }) => status === "deleted").length,
  "tickets of nobody": () => tickets.filter((row) => row.organization_id === null).length,
  "a space after an external id": () =>
    organizations.filter((row) => String(row.external_id).endsWith(" ")).length,
  "15 of the 18 characters of an Id in the help desk": () =>
    organizations.filter((row) => isShort(row.external_id)).length,
  "events delivered twice": () => eventLines.length - events.length,
  "late events": () => events.filter((event) => dayOf(event) < dayOfFile(event.path)).length,
  "a clock a year ahead": () => events.filter((event) => dayOf(event) > dayOfFile(event.path)).length,
  "an Id in lower case": () =>
    events.filter(
      ({ row }) => typeof company(row) === "string" && company(row) === String(company(row)).toLowerCase(),
    ).length,
  "events without a company": () => events.filter(({ row }) => company(row) === undefined).length,
  "answers without an account Id": () =>
    answered((row) => row["person_properties.salesforce_account_id"] === ""),
  "answers given anew": () => answered(({ updated_at }) => updated_at !== ""),
  "a line break in a comment": () => answered(({ comment = "" }) => comment.includes("\n")),
  "a customer number such as 1001.0": () => cells(0, /^\d+\.0$/),
  "a customer number of nobody": () => cells(0, /^9\d{3}/),
  "dates in two formats": () => cells(2, /^\d{4}-\d\d-\d\d$/),
  "a kind that nobody knows": () => cells(3, /^Coffee$/),
  "a pulse that is no number": () => cells(5, /^\?$/),
  "amounts with a currency sign": () => cells(6, / €$/),
  "empty rows at the end": () =>
    sheets.flatMap(sheetRows).filter((row) => row.every((cell) => cell === "")).length,
  "a footer line": () =>
    sheets.flatMap(sheetRows).filter(([first]) => first?.startsWith("Total notes")).length,
};
