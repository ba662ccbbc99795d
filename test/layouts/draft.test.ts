import { gzipSync } from "node:zlib";
import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { accounts, csv, draftedFrom, ndjson } from "./folder.ts";

const streamsOf = async (files: Readonly<Record<string, string | Uint8Array>>) => {
  const drafted = await draftedFrom(files);
  const all = drafted.config.sources.flatMap(({ name, streams }) =>
    Object.entries(streams).map(([stream, mapping]) => [`${name}.${stream}`, mapping] as const),
  );
  return { ...drafted, byName: Object.fromEntries(all) };
};

describe("files of no known layout", () => {
  test("columns are found by their names, and dates by their values", async () => {
    const { byName } = await streamsOf({
      "customers.csv": accounts,
      "tickets.csv": csv(
        "Ticket ID,Customer,Opened on,Closed on,Priority,Subject",
        "1,C-1001,14.05.2026,15.05.2026,High,Broken",
        "2,C-1002,01.05.2026,,Low,Slow",
        "3,C-1003,02.05.2026,,Low,Odd",
      ),
    });
    expect(byName["exports.accounts"]?.fields).toMatchObject({
      account_id: "customer_id",
      name: { field: "company" },
      domain: { field: "website" },
      customer_since: { field: "signed_up" },
    });
    expect(byName["exports.tickets"]).toMatchObject({
      mode: "upsert",
      backdate: { field: "Opened on", format: "DD.MM.YYYY" },
      fields: {
        ticket_id: "Ticket ID",
        account_id: { field: "Customer" },
        created_at: { field: "Opened on", format: "DD.MM.YYYY" },
        solved_at: { field: "Closed on", format: "DD.MM.YYYY" },
      },
    });
  });

  test("a sheet with ; and commas in Windows' encoding is read as it is written", async () => {
    const sheet = csv(
      "Customer no.;Date;Type;Pulse;Note",
      "C-1001;14/05/2026;Call;4,5;Schön",
      "C-1002;15/05/2026;Visit;3;Gut",
      "C-1003;15/05/2026;Visit;2,5;Gut",
      ";;;;",
    );
    const { byName, text } = await streamsOf({
      "customers.csv": accounts,
      "sheet/touchpoints.csv": iconv.encode(sheet, "windows-1252"),
    });
    expect(byName["sheet.touchpoints"]).toMatchObject({
      ...{ delimiter: ";", encoding: "windows-1252" },
      fields: {
        touchpoint_id: { sql: "coalesce(\"Customer no.\", '')" },
        account_id: { field: "Customer no." },
      },
    });
    expect(text).toContain('all 3 rows, e.g. "4,5"');
  });

  test("another column of the accounts links a source that names them by it", async () => {
    const { byName, text } = await streamsOf({
      "crm/accounts.csv": csv(
        "id,name,number,created_at",
        "a8f1,Alder,9001,2024-01-05",
        "b7e2,Birch,9002,2024-01-06",
        "c6d3,Cedar,9003,2024-01-07",
      ),
      "erp/invoices.csv": csv(
        "Invoice,Customer no,Invoice date,Due date,Total",
        "R1,9001,2026-01-01,2026-01-31,100.00",
        "R2,9002,2026-01-01,2026-01-31,50.00",
        "R3,9003,2026-01-02,2026-01-31,75.00",
      ),
    });
    expect(byName["crm.erp_keys"]).toMatchObject({
      entity: "account_links",
      fields: {
        other_source: { value: "erp" },
        other_account_id: { field: "number" },
        account_id: { field: "id" },
      },
    });
    expect(text).toContain("all 3 sampled values are number of crm.accounts");
  });

  test("a column that names no account is a question", async () => {
    const { questions } = await streamsOf({
      "customers.csv": accounts,
      "usage.csv": csv(
        "account_id,event,timestamp",
        "zz1,login,2026-05-01",
        "zz2,login,2026-05-02",
        "zz3,save,2026-05-03",
      ),
    });
    expect(questions.map(({ at, question }) => `${at}: ${question}`)).toContainEqual(
      expect.stringMatching(
        /^exports\.usage\.account_id: None of the samples is the id of one of exports\.accounts/,
      ),
    );
  });

  test("each question stands in the line that it is said to", async () => {
    const { questions, text } = await streamsOf({ "customers.csv": accounts });
    const lines = text.split("\n");
    expect(questions.length).toBeGreaterThan(0);
    for (const { line, question } of questions) expect(lines[line - 1]?.trim()).toBe(`# ? ${question}`);
  });
});

describe("folders that are no help", () => {
  test("an empty folder has no accounts, and says what to export", async () => {
    await expect(draftedFrom({})).rejects.toThrow("has no file that lists accounts");
  });

  test("without a file of accounts, what was seen is listed", async () => {
    const tickets = csv("ticket_id,customer,created_at,status", "1,C-1,2026-01-01,open");
    await expect(
      draftedFrom({ "tickets.csv": tickets, "logo.png": Buffer.from([0x89, 0x50, 0, 1, 2]) }),
    ).rejects.toThrow(/logo\.png: not text/);
  });

  test("files that cannot be read are named with the reason", async () => {
    const { leftOut } = await draftedFrom({
      "customers.csv": accounts,
      "binary.csv": Buffer.from([0, 1, 2, 3, 4, 5, 6, 7]),
      "empty.ndjson": "",
      "header.csv": "ticket_id,customer,created_at\n",
      "broken.ndjson": "{broken\n{broken\n",
      "book.xlsx": Buffer.from("PK\u0003\u0004"),
      "cut.csv.gz": gzipSync("id,name\n1,Ada\n").subarray(0, 12),
      "notes.csv": csv("colour,shape", "red,round"),
    });
    const reasons = Object.fromEntries(
      leftOut.map(({ glob, reason }) => [glob.replace("exports/", ""), reason]),
    );
    expect(reasons).toEqual({
      "binary.csv": "not text",
      "book.xlsx": "an Excel workbook: save its sheet as CSV",
      "broken.ndjson": "one JSON object: a list of records is needed",
      "cut.csv.gz": expect.stringMatching(/empty|gzip/),
      "empty.ndjson": "empty",
      "header.csv": "no row in it can be read as a record",
      "notes.csv": "its columns fit no entity: colour, shape",
    });
  });

  test("of two CRMs the first defines the accounts, and the other's are matched to them", async () => {
    const salesforce = csv(
      "Id,Name,OwnerId,SystemModstamp,Industry,Website",
      "001000000000001AAA,Alder,005,2026-01-01T00:00:00Z,Mining,alder.example",
      "001000000000002AAA,Birch,005,2026-01-01T00:00:00Z,Mining,birch.example",
    );
    const { config } = await draftedFrom({
      "sf/Account-2026-01-01.csv": salesforce,
      "other/customers.csv": accounts,
    });
    expect(config.sources.map(({ name }) => name)).toEqual(["salesforce", "other"]);
  });

  test("names with blanks, umlauts, colons and quotes make a config that check accepts", async () => {
    const { config } = await draftedFrom({
      'Kunden: "alle" (Größe)/Kunden #1, neu.csv': csv(
        'Kundennummer,"Firma: Name","it\'s ""tier"""',
        "K-100,Ähre,Gold",
        "K-200,Öl,Silber",
        "K-300,Übel,Gold",
      ),
    });
    const [source] = config.sources;
    expect(source?.streams.accounts?.fields).toMatchObject({ account_id: "Kundennummer" });
  });

  test("of a large file only the beginning is read", async () => {
    const row = (n: number) => `C-${n},login,2026-05-${String((n % 28) + 1).padStart(2, "0")}`;
    const rows = Array.from({ length: 400_000 }, (_, n) => row(1001 + (n % 3)));
    const large = `customer,event,timestamp\n${rows.join("\n")}\n`;
    const started = performance.now();
    const { config, text } = await draftedFrom({ "customers.csv": accounts, "events.csv": large });
    expect(performance.now() - started).toBeLessThan(5000);
    expect(config.sources).toHaveLength(1);
    expect(text).toContain("all 400 rows");
  });
});

describe("layouts of products", () => {
  test("objects that belong to others are joined to them, and left out without them", async () => {
    const ticket = {
      ...{ id: 1, organization_id: 77, requester_id: 5, subject: "x", status: "open" },
      ...{ created_at: "2026-01-01T00:00:00Z", updated_at: "2026-01-01T01:00:00Z" },
      satisfaction_rating: { score: "offered" },
    };
    const metrics = { id: 9, ticket_id: 1, solved_at: null, reopens: 0, replies: 1 };
    const both = await streamsOf({
      "customers.csv": accounts,
      "zd/tickets-2026-01-01.ndjson": ndjson(ticket),
      "zd/ticket_metrics-2026-01-01.ndjson": ndjson(metrics),
    });
    expect(
      Object.keys(both.byName)
        .filter((name) => name.startsWith("zendesk"))
        .toSorted(),
    ).toEqual(["zendesk.ratings", "zendesk.ticket_metrics", "zendesk.tickets"]);
    expect(both.byName["zendesk.ticket_metrics"]).toMatchObject({ join: "tickets" });
    const alone = await draftedFrom({
      "customers.csv": accounts,
      "zd/ticket_metrics-2026-01-01.ndjson": ndjson(metrics),
    });
    expect(alone.leftOut).toMatchObject([{ reason: "they belong to tickets, which are not there" }]);
  });
});
