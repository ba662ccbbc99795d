import { expect, test } from "vitest";
import { csv, draftedFrom } from "./folder.ts";

const header = "Record ID,Company name,Company Domain Name,Lifecycle Stage,Create Date";
const companies = csv(
  header,
  "1001,Alder,alder.example,Customer,2024-01-05 10:00",
  "1002,Birch,birch.example,Customer,2024-02-14 10:00",
);
const weekly = Object.fromEntries(
  ["09", "16", "23"].map((day) => [`all-companies-2026-11-${day}.csv`, companies]),
);

test.each([
  "all-companies-2026-11-09 (1).csv",
  "all-companies-2026-11-09 (2).csv",
  "all-companies-2026-11-16 - Copy.csv",
  "Copy of all-companies-2026-11-16.csv",
  "all-companies-2026-11-16 - Kopie (2).csv",
])("%s is a copy, and left out with the reason", async (name) => {
  const { config, text } = await draftedFrom({ ...weekly, [name]: companies });
  expect(config.sources.flatMap(({ streams }) => Object.values(streams).map(({ path }) => path))).toEqual([
    "exports/all-companies-{date}.csv",
  ]);
  expect(text).toContain("a second download or copy of exports/all-companies-2026-11-");
});

test("a file of other columns under such a name is a stream of its own", async () => {
  const tickets = csv(
    "Ticket ID,Customer,Opened on,Closed on,Priority,Subject",
    "1,1001,2026-05-14,2026-05-15,High,Broken",
    "2,1002,2026-05-01,,Low,Slow",
  );
  const { config, text } = await draftedFrom({ "export.csv": companies, "export (1).csv": tickets });
  expect(
    config.sources.flatMap(({ streams }) => Object.values(streams).map(({ path }) => path)),
  ).toHaveLength(2);
  expect(text).not.toContain("copy of");
});

test("a name that only looks like a copy's is one of its kind", async () => {
  const { config } = await draftedFrom({ "companies (1).csv": companies });
  expect(config.sources).toHaveLength(1);
});

test("what two streams of accounts both have is an attribute of the first, so that check accepts the draft", async () => {
  const { config } = await draftedFrom({
    "a/all-companies.csv": companies,
    "b/all-companies.csv": companies,
  });
  expect(
    config.sources.flatMap(({ streams }) =>
      Object.values(streams).map(({ attributes }) => Object.keys(attributes).length),
    ),
  ).toEqual([1, 0]);
});
