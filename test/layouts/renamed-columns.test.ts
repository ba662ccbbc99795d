import { describe, expect, test } from "vitest";
import { csv, draftedProject } from "./drafted-project.ts";
import { draftedFrom } from "./folder.ts";

const customers = csv([
  ["customer_id", "company", "website", "signed_up"],
  ["C-1001", "Alder", "alder.example", "2024-01-05"],
  ["C-1002", "Birch", "birch.example", "2024-02-14"],
  ["C-1003", "Cedar", "cedar.example", "2025-03-20"],
]);

const tickets = (header: readonly string[], ...rows: readonly (readonly string[])[]) =>
  csv([header, ...rows]);

const inJanuary = tickets(
  ["ticket_id", "customer_id", "opened", "closed", "severity"],
  ["T-1", "C-1001", "03/01/2026", "05/01/2026", "high"],
  ["T-2", "C-1002", "20/01/2026", "", "low"],
);
const inFebruary = tickets(
  ["ticket_id", "account number", "created at", "closed", "urgency", "team"],
  ["T-3", "C-1001", "03/02/2026", "", "urgent", "North"],
  ["T-4", "C-1003", "14/02/2026", "15/02/2026", "low", "South"],
);

const files = {
  "exports/crm/customers.csv": customers,
  "exports/desk/tickets-2026-01-31.csv": inJanuary,
  "exports/desk/tickets-2026-02-28.csv": inFebruary
    .replaceAll(',"team"', "")
    .replaceAll(/,"(North|South)"/g, ""),
};

describe("a column renamed half-way", () => {
  test("is read by both of its names", async () => {
    await using drafted = await draftedProject(files);
    await drafted.project.day("2026-02-28");
    expect(
      await drafted.project.query(
        "select ticket_id, account_id, cast(created_at as date) as opened, priority from tickets order by 1",
      ),
    ).toEqual([
      { ticket_id: "T-1", account_id: "C-1001", opened: "2026-01-03", priority: "high" },
      { ticket_id: "T-2", account_id: "C-1002", opened: "2026-01-20", priority: "low" },
      { ticket_id: "T-3", account_id: "C-1001", opened: "2026-02-03", priority: "urgent" },
      { ticket_id: "T-4", account_id: "C-1003", opened: "2026-02-14", priority: "low" },
    ]);
    expect(drafted.config).toMatch(/severity became urgency in the files from 2026-02-28 on/);
  });

  test("dates a history by both of its names", async () => {
    await using drafted = await draftedProject({
      "exports/crm/customers.csv": customers,
      "exports/desk/tickets-1.csv": inJanuary,
      "exports/desk/tickets-2.csv": files["exports/desk/tickets-2026-02-28.csv"],
    });
    await drafted.project.day("2026-02-10");
    expect(await drafted.project.query("select ticket_id from tickets order by 1")).toEqual(
      ["T-1", "T-2", "T-3"].map((ticket_id) => ({ ticket_id })),
    );
  });

  test("that no expression reads is a question, and the files are left out where the records need it", async () => {
    const first = 'contract id,customer id,started,arr\nS-1,C-1001,2025-01-05,"1.200,00"\n';
    const second = 'contract id,customer id,started,annual value\nS-1,C-1001,2025-01-05,"1.400,00"\n';
    const { questions } = await draftedFrom({
      "crm/customers.csv": customers,
      "erp/contracts-2026-01-31.csv": first,
      "erp/contracts-2026-02-28.csv": second,
    });
    expect(questions).toContainEqual(
      expect.objectContaining({
        at: "erp.subscriptions",
        question: expect.stringMatching(/^annual value is not used: arr became annual value/),
      }),
    );
    const long = (text: string) =>
      text.replaceAll(/\d\d\/(\d\d)\/2026/g, (date) => `${Number(date.slice(0, 2))} Jan 2026`);
    const { leftOut } = await draftedFrom({
      "crm/customers.csv": customers,
      "desk/tickets-2026-01-31.csv": long(inJanuary),
      "desk/tickets-2026-02-28.csv": long(files["exports/desk/tickets-2026-02-28.csv"]),
    });
    expect(leftOut[0]?.reason).toMatch(/opened became created at in the files from 2026-02-28 on/);
  });
});

test("columns that only some files have are named, with the files", async () => {
  const { questions } = await draftedFrom({
    "crm/customers.csv": customers,
    "desk/tickets-2026-01-31.csv": inJanuary,
    "desk/tickets-2026-02-28.csv": inFebruary
      .replace("urgency", "severity")
      .replace("created at", "opened")
      .replace("account number", "customer_id"),
  });
  expect(questions).toContainEqual(
    expect.objectContaining({
      at: "desk.tickets",
      question: expect.stringContaining(
        "Only some of the sampled files have team (1 of 2 files, from 2026-02-28 on).",
      ),
    }),
  );
});

test("a renamed column that no field reads is named too", async () => {
  const { questions } = await draftedFrom({
    "crm/customers-2026-01-31.csv": "customer_id,company,Kind\nC-1001,Alder,Gold\nC-1002,Birch,Silver\n",
    "crm/customers-2026-02-28.csv": "customer_id,company,Grade\nC-1001,Alder,Gold\nC-1002,Birch,Silver\n",
  });
  expect(questions).toContainEqual(
    expect.objectContaining({
      at: "crm.accounts",
      question: expect.stringContaining("Kind became Grade in the files from 2026-02-28 on"),
    }),
  );
});
