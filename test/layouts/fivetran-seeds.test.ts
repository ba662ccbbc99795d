import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Value } from "../../lib/warehouse/warehouse.ts";
import { type DraftedProject, draftedProject, ndjson } from "./drafted-project.ts";
import { chargebeeCustomers, chargebeeSubscriptions } from "./given/billing.ts";
import { companies } from "./given/hubspot.ts";

const seeds = process.env.BELLWETHER_LAYOUT_DATA;
const isThere = seeds !== undefined && existsSync(seeds);
if (!isThere) process.stdout.write("skipped: Fivetran's tables (BELLWETHER_LAYOUT_DATA names no folder)\n");

/** The tables of eleven products, and three customers of our own, so that a day has someone to score. */
function exportsOf(folder: string): Record<string, string> {
  const tables = readdirSync(folder).flatMap((product) =>
    readdirSync(join(folder, product))
      .filter((file) => file.endsWith(".csv"))
      .map((file): [string, string] => [
        `exports/${product}/${file}`,
        readFileSync(join(folder, product, file), "utf8"),
      ]),
  );
  return {
    ...Object.fromEntries(tables),
    "exports/a_crm/companies.ndjson": ndjson(companies),
    "exports/a_crm/customers.ndjson": ndjson(chargebeeCustomers),
    "exports/a_crm/subscriptions.ndjson": ndjson(chargebeeSubscriptions),
  };
}

describe.skipIf(!isThere)("tables as Fivetran lands them, with its own test data", () => {
  let drafted: DraftedProject;

  beforeAll(async () => {
    drafted = await draftedProject(exportsOf(seeds ?? ""));
    await drafted.project.day("2026-03-31");
  }, 300_000);

  afterAll(() => drafted?.[Symbol.asyncDispose]());

  const rows = async (sql: string): Promise<readonly (readonly Value[])[]> =>
    (await drafted.project.query(sql)).map((row) => Object.values(row));

  /** The records of a source's accounts, which are not accounts of their own: they match none of ours. */
  async function accounts(source: string, columns: string): Promise<readonly (readonly Value[])[]> {
    const { services } = drafted.project.local;
    const [build = ""] = await services.catalog.databaseNames(services.databases.buildPrefix);
    const found = await services.warehouse.rows(
      `select record_id, ${columns} from accounts_records where source = '${source}' order by record_id`,
      { database: build },
    );
    return found.map((row) => Object.values(row));
  }

  test("Salesforce: accounts that are not deleted or merged into another, calls and meetings", async () => {
    expect(await accounts("salesforce", "name, merged_into_key")).toEqual([
      ["0015500000Xyy06AAB", "Eric's Test", null],
      ["0015500000Ygpq1AAB", "Seinfeld", "salesforce:L4izOo4yZpLq5io5YM8pvA=="],
    ]);
    expect(
      await rows(
        "select touchpoint_id, account_key, kind, occurred_at from touchpoints where touchpoint_id in ('00U1G00000DEaypUAD', '00U1G00000DEQNmUAP', '00T1G00003Ufap9UAB') order by 1",
      ),
    ).toEqual([
      ["00T1G00003Ufap9UAB", "salesforce:0011G00000jWVWoQAO", "x", "2019-11-11 17:23:34"],
      ["00U1G00000DEQNmUAP", "salesforce:0011G00000f8MOkQAM", "meeting", "2019-11-11 17:23:34"],
      ["00U1G00000DEaypUAD", "salesforce:0011G00000eLwuWQAS", "call", "2019-11-11 17:23:34"],
    ]);
    expect(
      await rows("select contact_id, account_key, role from contacts where source = 'salesforce' order by 1"),
    ).toEqual([
      ["0031G00000q9jPQAQ", "salesforce:0011G00000eM9wvQAC", "Daa Science Direcor"],
      ["0031G00000qAfq1QAC", "salesforce:0011G00000eNyiXQAS", "Markeing Direcor"],
      ["0031G00000rfAvuQAE", "salesforce:0011G00000f8NwQAU", "Direcor, Business Insighs & Sraegy"],
    ]);
  });

  test("HubSpot: companies and contacts; tickets have no company, and the config says so", async () => {
    const found = await accounts("hubspot_2", "name, region");
    expect(found).toHaveLength(24);
    expect(found).toEqual(
      expect.arrayContaining([
        ["2182162682", "4b2c13cca3eb58ee49bbddcf00417130", "United States"],
        ["2258956513", "06a77d6464bc6d5404513281a55f69d2", "United Kingdom"],
        ["858780924", "8d4cacc32973fa43806d6e743a315e90", "United States"],
      ]),
    );
    expect(await rows("select count(*) from contacts where source = 'hubspot_2'")).toEqual([[22]]);
    // Tickets name their companies in a table of their own.
    expect(drafted.config).toMatch(
      /exports.hubspot.ticket_data.csv .*no column is the account's id.*add its company_id to the tickets/,
    );
  });

  test("Stripe: the customers of live mode, amounts in cents, and subscriptions that have ended", async () => {
    expect(await accounts("stripe", "name")).toEqual(
      expect.arrayContaining([
        ["cus_ImVzJQmSlYHjZL", "a0d47e7c5acc1069de81fd0ac370d10f"],
        ["cus_IzaB1l1LWzI6DZ", "0d080bf0b4e2e0cce69b285046962a7b"],
        ["cus_J66nsZHMTFup1P", "b65dc7a76139fc06725caccf229004c2"],
      ]),
    );
    expect(
      await rows(
        "select subscription_id, account_key, status, started_on, ended_on, mrr_absence from subscriptions where source = 'stripe' order by 1",
      ),
    ).toEqual([
      ["sdgfs4536", "stripe:sdf6547", "cancelled", "2021-02-18", "2021-02-19", "no_price"],
      ["sfjytkyu876", "stripe:123fsdf", "cancelled", "2021-02-18", "2021-02-19", "no_price"],
    ]);
    expect(
      await rows(
        "select invoice_id, account_key, amount_in_currency, currency, status, issued_on from invoices where source = 'stripe'",
      ),
    ).toEqual([["ab1111", "stripe:sdgfs84854", 10, "USD", "paid", "2021-02-19"]]);
  });

  test("Recurly: each record in its latest version, and whole dollars", async () => {
    expect(await accounts("recurly", "name, updated_at")).toEqual(
      expect.arrayContaining([
        ["4458762633d912919d7ff692cab13b69", "64ff43b182e515ce7e21e54103701978", "2022-08-20 09:32:55"],
        ["51bccf87e2571558b3da93688e17469f", "89d5739baabbbe65be35cbe61c88e06d", "2022-08-11 08:23:40"],
      ]),
    );
    expect(
      await rows(
        "select subscription_id, status, mrr_in_currency, currency, started_on, ended_on, renewal_on from subscriptions where source = 'recurly' order by 1",
      ),
    ).toEqual([
      ["2900cfb1daef789cc21ea100ff6af6e9", "active", 99, "USD", "2015-02-11", null, "2022-09-11"],
      ["99b1bc4097d247c10c89dc71d41f8046", "cancelled", 99, "USD", "2019-03-26", "2019-03-26", "2019-04-26"],
      ["b4110f7673aa3e121abf4ffaad157f62", "cancelled", 99, "USD", "2019-03-26", "2019-03-26", "2019-04-26"],
      ["bcd3f1f36bd98895b5336e067049364b", "active", 5596, "USD", "2015-02-13", null, "2022-08-20"],
    ]);
    expect(
      await rows(
        "select invoice_id, amount_in_currency, status, issued_on, paid_on from invoices where source = 'recurly' and amount_in_currency < 99 order by 1",
      ),
    ).toEqual([
      ["9cf0c438f9aae30659b45bd7fa7ebdec", 5, "paid", "2015-02-11", "2015-02-11"],
      ["fbf0b2e3ca3c3b39c3c81a7091393721", 0, "paid", "2015-02-13", "2015-02-13"],
    ]);
  });

  test("Zuora: recurring charges that are not deleted, and invoices with their balance", async () => {
    expect(
      await rows(
        "select subscription_id, account_key, mrr_in_currency, seats, started_on, ended_on from subscriptions where source = 'zuora' order by 1",
      ),
    ).toEqual([
      ["C-00000026", "zuora:2c92c0f967640caa0167836a3e396a3b", 49, 1, "2019-12-31", "2023-12-31"],
      ["C-00000032", "zuora:2c92c0f967640caa0167836a3e396a3b", 0, 1, "2019-10-24", "2022-10-24"],
      ["C-00000035", "zuora:2c92c0f967640caa0167836a3e396a3b", 0, 1, "2019-08-17", "2023-08-17"],
    ]);
    expect(
      await rows(
        "select invoice_id, amount_in_currency, currency, status, issued_on, amount_owed from invoices where source = 'zuora' and issued_on > date '2015-10-01' order by 1",
      ),
    ).toEqual([
      ["dff38ac0a531a01100012160a3061ef6", 70.36, "USD", "paid", "2015-10-15", 0],
      ["dff38ac0dfa53a25cf026658c1631e92", 70.36, "USD", "paid", "2016-01-15", 0],
    ]);
    expect(await accounts("zuora", "name")).toHaveLength(4);
  });

  test("Zendesk: tickets, end users and organizations", async () => {
    expect(
      await rows(
        "select ticket_id, account_key, status, channel, created_at from tickets where ticket_id in ('1595', '16988', '14173') order by 1",
      ),
    ).toEqual([
      ["14173", "zendesk:370321120273", "closed", "email", "2020-10-28 12:03:02"],
      ["1595", "zendesk:370295712714", "deleted", "web", "2020-02-19 01:54:52"],
      ["16988", "zendesk:370469077513", "solved", "email", "2020-12-22 00:19:23"],
    ]);
    expect(await rows("select count(*) from contacts where source = 'zendesk'")).toEqual([[9]]);
    expect(await accounts("zendesk", "name")).toEqual(
      expect.arrayContaining([
        ["370326104793", "name1"],
        ["370326181493", "name2"],
        ["370325990093", "name3"],
      ]),
    );
    // One ticket has no organization.
    expect(
      await rows("select sum(keyless), sum(rejected) from data_quality where source = 'zendesk'"),
    ).toEqual([[1, 0]]);
  });

  test("Intercom: the companies and contacts that are current", async () => {
    expect(await accounts("intercom", "name")).toEqual(
      expect.arrayContaining([
        ["5edd3c19193dde2c276c8b33", "K2Qd3tRN5EUmBih+wu2brA=="],
        ["5edf1e37b04cc86461109dc9", "DLxmEfVUC9CAmjiNyVphWw=="],
        ["5f8efd11391867b82cd45b18", "UfoBRBF10VcAySN52BuLDA=="],
      ]),
    );
    expect(
      await rows("select contact_id, role from contacts where contact_id = '5f19187f9c0ca3ba4e5f85a4'"),
    ).toEqual([["5f19187f9c0ca3ba4e5f85a4", "lead"]]);
  });

  test.each([
    [
      "Mixpanel: events on the day of their time",
      "mixpanel:622b169c-2187-5121-85e6-e5960b2512e3",
      [
        ["playthrough_25", 1, null, "2020-08-01"],
        ["playthrough_25", 1, null, "2024-02-02"],
      ],
    ],
    [
      "Amplitude: events of a user without a group",
      "amplitude:a@gmail.com",
      [["watch_test_amplitude", 1, null, "2025-03-01"]],
    ],
    [
      "Pendo: counted events and minutes of features and pages",
      "pendo:eclipse_doormat",
      [
        ["61muxsf-RhA7TGh34twJZxGGJ7U", 2, 2, "2021-04-19"],
        ["FigN3vVXFCzXsH2qYlCerqmt8UY", 1, 1, "2021-04-19"],
        ["pm9oA1KlCYL-MEbPxsCXDixEo6U", 1, 1, "2021-04-27"],
      ],
    ],
  ])("%s", async (_, accountKey, expected) => {
    expect(
      await rows(
        `select feature, events, minutes, usage_date from usage_daily where account_key = '${accountKey}' order by 1, 4`,
      ),
    ).toEqual(expected);
  });

  test("Pendo: accounts, visitors and pages; the sums of all events are not counted again", async () => {
    expect(await accounts("pendo", "name, plan")).toEqual(
      expect.arrayContaining([
        ["cabby_distinct", "sandwich", "Legacy"],
        ["true_opossum", "test1_23", "Legacy"],
        ["turtle_tortuous", "cheese", "Legacy"],
      ]),
    );
    expect(
      await rows("select contact_id, account_key, role from contacts where contact_id = 'straddle_cloud'"),
    ).toEqual([["straddle_cloud", "pendo:comedy_cras", "Owner"]]);
    expect(
      await rows(
        "select feature, events, minutes from usage_daily where account_key = 'pendo:demurrer_cash'",
      ),
    ).toEqual([["b_Gv4oSwPLbe3R2JSbhG9hmougY", 13, 11]]);
    expect(drafted.config).toContain(
      "exports/pendo/event.csv (1): exports/pendo/feature_event.csv has the same rows",
    );
  });

  test("Qualtrics: the contacts of the directory; a response alone has no rating", async () => {
    expect(
      await rows(
        "select contact_id, account_key from contacts where source = 'qualtrics' order by 1 limit 3",
      ),
    ).toEqual([
      ["abc1@abc1.com", "qualtrics:abc1@abc1.com"],
      ["abc2@abc2.com", "qualtrics:abc2@abc2.com"],
      ["abc3@abc3.com", "qualtrics:abc3@abc3.com"],
    ]);
    expect(drafted.config).toContain("Qualtrics's responses: a response does not have its rating");
  });

  test("nothing is rejected, and every table is used or has a reason", async () => {
    expect(await rows("select source, count(*) from rejects group by 1")).toEqual([]);
    const missing = Object.keys(exportsOf(seeds ?? "")).filter((file) => !drafted.config.includes(file));
    expect(missing).toEqual([]);
    expect(drafted.config).not.toContain("its columns fit no entity");
  });
});
