import { stringify } from "csv-stringify/sync";
import { type Account, owners } from "../model/account.ts";
import { type Day, dateOf, day, isoSeconds, isWeekly, type Moment, momentOf } from "../model/calendar.ts";
import { between, chance } from "../model/chance.ts";
import { accountOf, company } from "../model/company.ts";
import { salesforceId } from "../model/salesforce-id.ts";
import { type Cell, type ExportFile, isOn } from "./file.ts";

/**
 * The accounts as Data Loader's "Export All" writes them once a week: every cell quoted, booleans as words, and what
 * was deleted for as long as it is in the recycle bin.
 */
export function salesforceFiles(on: Day): readonly ExportFile[] {
  if (!isWeekly(on)) return [];
  const known = company.filter((account) => account.createdOn <= on && !isPurged(account, on));
  const rows = known.map((account) => accountRow(account, on));
  const text = stringify(isOn(on, pageTwice) ? [...rows, ...rows.slice(0, 7)] : rows, {
    ...{ header: true, quoted: true, quoted_empty: true, columns: columnsOn(on) },
    ...{ cast: { boolean: String }, record_delimiter: isOn(on, throughWindows) ? "windows" : "unix" },
    bom: isOn(on, throughExcel),
  });
  return [{ path: `exports/salesforce/Account-${dateOf(on)}.csv`, content: text }];
}

const throughExcel = "2026-03-04";
const throughWindows = "2026-03-11";
/** The day on which somebody typed the query anew, in capitals: Data Loader heads the columns as the query does. */
const inCapitals = "2026-04-15";
const pageTwice = "2026-05-13";
const americanDates = "2026-07-08";
/** From here on the query asks for one field more. */
const tierFrom = day("2026-06-03");
const recycleBinDays = 15;

const isPurged = ({ deleted }: Account, on: Day): boolean =>
  deleted !== undefined && on > deleted.on + recycleBinDays;

const fields = [
  ...["Id", "IsDeleted", "MasterRecordId", "Name", "Type", "ParentId", "BillingStreet", "BillingCountry"],
  ...["Website", "Industry", "NumberOfEmployees", "AccountNumber", "OwnerId", "Owner.Name", "CreatedDate"],
  ...["LastModifiedDate", "SystemModstamp", "Customer_Since__c"],
];

function columnsOn(on: Day) {
  const keys = on < tierFrom ? fields : [...fields, "Health_Tier__c"];
  return keys.map((key) => ({ key, header: isOn(on, inCapitals) ? key.toUpperCase() : key }));
}

const paddedNames: readonly number[] = [1032, 1057, 1101];

/** By column. */
function accountRow(account: Account, on: Day): Readonly<Record<string, Cell>> {
  const { id, number, name, type, parent, deleted, owner, createdOn } = account;
  const isDeleted = deleted !== undefined && deleted.on <= on;
  const since = account.subscriptions[0]?.startedOn;
  const created = momentOf(createdOn, between(28_000, 61_000, number, "created at"));
  const isCustomer = since !== undefined && since <= on && type === "Customer";
  const changes = [isCustomer ? since : createdOn, isDeleted ? deleted.on : createdOn];
  const modified = Math.max(created, momentOf(Math.max(...changes), 61_200));
  return {
    ...{ Id: id, IsDeleted: isDeleted, Name: paddedNames.includes(number) ? `${name}  ` : name },
    MasterRecordId: isDeleted && deleted.into !== undefined ? accountOf(deleted.into).id : "",
    ...{ Type: type === "Test" ? "Other" : type, ParentId: parent === undefined ? "" : accountOf(parent).id },
    ...{ BillingStreet: street(number), BillingCountry: account.country, Website: websiteOf(account) },
    ...{ Industry: account.industry, NumberOfEmployees: account.employees, AccountNumber: number },
    ...{ OwnerId: salesforceId("005", 1 + owners.indexOf(owner)), "Owner.Name": owner },
    ...{ CreatedDate: salesforceTime(created), LastModifiedDate: salesforceTime(modified) },
    SystemModstamp: salesforceTime(modified),
    Customer_Since__c: isCustomer ? dateCell(since, on) : "",
    Health_Tier__c: ["A", "B", "C"][between(0, 2, number, "tier")] ?? "",
  };
}

/** Some have a second line. */
const street = (number: number): string =>
  `${between(1, 180, number, "house")} Mill Lane${chance(number, "unit") < 0.04 ? `\nUnit ${number % 9}` : ""}`;

const websiteOf = ({ number, domain }: Account): string =>
  chance(number, "website") < 0.5 ? `https://www.${domain}` : domain;

/** 2026-03-01T09:12:44.000+0000 */
const salesforceTime = (at: Moment): string => isoSeconds(at).replace("Z", ".000+0000");

function dateCell(of: Day, on: Day): string {
  const date = dateOf(of);
  const [year, month, dayOfMonth] = date.split("-").map(Number);
  return isOn(on, americanDates) ? `${month}/${dayOfMonth}/${year}` : date;
}
