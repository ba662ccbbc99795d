import { type Account, runsOn } from "../account.ts";
import { covers, type Day, dateOf, europeanDate, type Period } from "../calendar.ts";
import { company } from "../company.ts";
import { ownerEmail } from "../names.ts";
import { misspelt } from "../stories.ts";
import { csvFile, type ExportFile, type Row } from "./file.ts";
import { organizationOf } from "./helpdesk.ts";

/** A CRM from Europe: all accounts each time, with semicolons, a byte order mark and dates like 31.12.2026. */
export function crmFiles(period: Period): readonly ExportFile[] {
  const { on } = period;
  const known = company.filter(({ createdOn }) => createdOn <= on);
  const contacts = known.flatMap((account) => changedContacts(account, period));
  const links = newLinks(period);
  return [
    csvFile(
      "crm/accounts",
      period,
      accountColumns,
      known.map((account) => accountRow(account, on)),
      { delimiter: ";", bom: true },
    ),
    csvFile("crm/contacts", period, contactColumns, contacts),
    csvFile("crm/crosswalk", period, linkColumns, links),
  ];
}

const accountColumns = [
  ...["Id", "Name", "Website", "Type", "ParentId", "MasterRecordId", "Segment__c", "Region__c", "Industry"],
  ...["NumberOfEmployees", "OwnerName", "OwnerEmail", "CustomerSince__c", "ChurnReason__c", "LeadSource"],
];

function accountRow(account: Account, on: Day): Row {
  const { id, name, merged, subscriptions } = account;
  const hasLeft = subscriptions.length > 0 && !subscriptions.some((each) => runsOn(each, on));
  return {
    ...{ Id: id, Name: name, Website: `https://www.${account.domain}`, Type: account.type },
    ...{
      ParentId: account.parentId,
      MasterRecordId: merged !== undefined && merged.on <= on ? merged.into : "",
    },
    ...{ Segment__c: account.segment, Region__c: account.region, Industry: account.industry },
    ...{
      NumberOfEmployees: account.employees,
      OwnerName: account.owner,
      OwnerEmail: ownerEmail(account.owner),
    },
    CustomerSince__c: account.customerSince === undefined ? "" : europeanDate(account.customerSince),
    ChurnReason__c: hasLeft ? account.churnReason : "",
    LeadSource: account.channel,
  };
}

const contactColumns = [
  ...["Id", "AccountId", "Name", "Email", "Title", "Champion__c", "No_Longer_At_Company_Since__c"],
  "SystemModstamp",
];

/** Whoever is new, or has left, since the export before. */
function changedContacts({ id, domain, contacts }: Account, period: Period): readonly Row[] {
  return contacts
    .filter(
      ({ since, leftOn }) =>
        period.isFirst || covers(period, since) || (leftOn !== undefined && covers(period, leftOn)),
    )
    .map((contact) => ({
      ...{ Id: contact.id, AccountId: id, Name: contact.name, Title: contact.role },
      Email: `${contact.name.toLowerCase().replace(" ", ".")}@${domain}`,
      Champion__c: contact.isChampion,
      No_Longer_At_Company_Since__c:
        contact.leftOn !== undefined && contact.leftOn <= period.on ? europeanDate(contact.leftOn) : "",
      SystemModstamp: `${dateOf(period.on)}T20:00:00Z`,
    }));
}

const linkColumns = ["system", "system_id", "account_id", "created_at"];

/** Which organization of the help desk is which account; and, once somebody has looked, whose a misspelt domain is. */
function newLinks(period: Period): readonly Row[] {
  const organizations = company
    .filter(({ createdOn, ticketsPerDay }) => ticketsPerDay !== undefined && isNew(period, createdOn))
    .map(({ id }) => ["helpdesk", organizationOf(id), id] as const);
  const domains = misspelt
    .filter(({ linkedOn }) => linkedOn !== undefined && covers(period, linkedOn))
    .map(({ account }) => ["product", account.productKey, account.id] as const);
  return [...organizations, ...domains].map(([system, system_id, account_id]) => ({
    ...{ system, system_id, account_id },
    created_at: `${dateOf(period.on)}T20:00:00Z`,
  }));
}

const isNew = (period: Period, on: Day): boolean => covers(period, on) || (period.isFirst && on <= period.on);
