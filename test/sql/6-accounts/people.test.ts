import { expect, test } from "vitest";
import { pick, rowsOf } from "../../support/given.ts";

const contact = { source: "crm", contact_id: "C-1", account_id: "A1" };
const record = { source: "crm", record_id: "C-1", known_on: "2024-05-01" };

test("people has the names and addresses of known contacts, of their own source, once they are known", async () => {
  const rows = await rowsOf("people", {
    asOf: "2024-05-10",
    given: {
      people_records: [
        { ...record, name: "Ada Byron", email: "ada@example.com" },
        { ...record, source: "billing", name: "Another Ada" },
        { ...record, record_id: "C-2", email: "only@example.com" },
        { ...record, record_id: "C-3", known_on: "2024-05-11", name: "From Tomorrow" },
        { ...record, record_id: "C-4", name: "No Contact" },
        { ...record, record_id: "C-5" },
      ],
      contacts: [
        contact,
        { ...contact, contact_id: "C-2", account_id: null },
        { ...contact, contact_id: "C-3" },
        { ...contact, contact_id: "C-5" },
      ],
    },
  });
  expect(pick(rows, "contact_id", "account_id", "name", "email")).toEqual([
    { contact_id: "C-1", account_id: "A1", name: "Ada Byron", email: "ada@example.com" },
    { contact_id: "C-2", account_id: null, name: null, email: "only@example.com" },
  ]);
});
