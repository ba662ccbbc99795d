import { expect, test } from "vitest";
import { nearFilesLine } from "../../lib/landing/near-files.ts";

const inboxOf = (keys: readonly string[]) => ({
  async *list(prefix: string) {
    for (const key of keys) if (key.startsWith(prefix)) yield { key };
  },
});
const meant = (files: string) => `Did you mean ${files}? Correct the path, or name the file as it says.`;

test.each([
  ["in other capitals", ["crm/Accounts-1.CSV"], meant("crm/Accounts-1.CSV")],
  ["in a folder with other capitals", ["CRM/accounts-1.csv"], meant("CRM/accounts-1.csv")],
  ["with another extension", ["crm/accounts-1.xlsx", "crm/notes.txt"], meant("crm/accounts-1.xlsx")],
  ["with a slip in its name", ["crm/acounts-1.csv", "crm/tickets.csv"], meant("crm/acounts-1.csv")],
  ["in another folder", ["export/crm/accounts-1.csv"], meant("export/crm/accounts-1.csv")],
  ["of another name", ["crm/tickets.csv"], undefined],
  ["of another stream", ["crm/accountsx.csv"], undefined],
  ["of the lake alone", [".bellwether/raw/accounts-1.csv"], "There is no file in crm/."],
])("of a path that no file matches, a file %s", async (_, keys, line) => {
  expect(await nearFilesLine(inboxOf(keys), "crm/accounts-*.csv", ["crm/accountsx.csv"])).toBe(line);
});

test("three files are named at most, and a path of any name has those of its folder", async () => {
  const keys = ["a.txt", "b.txt", "c.txt", "d.txt"].map((name) => `in/${name}`);
  expect(await nearFilesLine(inboxOf(keys), "in/*.csv", [])).toBe(meant("in/a.txt, in/b.txt, in/c.txt"));
  expect(await nearFilesLine(inboxOf([]), "accounts.csv", [])).toBeUndefined();
});
