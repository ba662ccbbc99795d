import { describe, expect, test } from "vitest";
import { csv as table } from "./drafted-project.ts";
import { accounts, csv, draftedFrom, ndjson } from "./folder.ts";
import { companies } from "./given/hubspot-views.ts";

/** The drafted mode of the only stream of a source. */
async function modeOf(files: Readonly<Record<string, string>>, source: string): Promise<string | undefined> {
  const { config } = await draftedFrom({ "crm/accounts.csv": accounts, ...files });
  const streams = config.sources.find(({ name }) => name === source)?.streams ?? {};
  return Object.values(streams)[0]?.mode;
}

/** Zendesk's tickets of some days, by the name of their file. */
const ticketFiles = (ticketsOf: (week: number) => readonly object[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [1, 2, 3, 4].map((week) => [`zendesk/tickets-2026-01-0${week}.ndjson`, ndjson(...ticketsOf(week))]),
  );

const ticket = (id: number, updated = 1) => ({
  ...{ id, organization_id: 1001, requester_id: 3, subject: "x", status: "open", priority: "low" },
  ...{ created_at: "2025-12-31T08:00:00Z", updated_at: `2026-01-0${updated}T08:00:00Z` },
});
const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe("files of an interface that exports changes", () => {
  test("are snapshots where each repeats all records, changed or not", async () => {
    const files = ticketFiles((week) => range(1, 18 + week).map((id) => ticket(id, id === week ? week : 1)));
    expect(await modeOf(files, "zendesk")).toBe("full");
  });

  test("are changes where each has changed records only, though they are nearly the same", async () => {
    const files = ticketFiles((week) => range(1, 20).map((id) => ticket(id, week)));
    expect(await modeOf(files, "zendesk")).toBe("upsert");
  });

  test("are changes where each overlaps with the days before", async () => {
    const files = ticketFiles((week) => range(2 * week, 2 * week + 20).map((id) => ticket(id)));
    expect(await modeOf(files, "zendesk")).toBe("upsert");
  });
});

describe("a view of HubSpot, exported each week", () => {
  const weeks = ["2026-03-16", "2026-03-23", "2026-03-30"];
  const viewsOf = (rows: readonly (readonly string[])[]) =>
    Object.fromEntries(weeks.map((week) => [`hubspot/all-companies-${week}.csv`, table(rows)]));

  test("is a snapshot", async () => {
    const { config } = await draftedFrom(viewsOf(companies));
    expect(config.sources[0]?.streams.companies).toMatchObject({
      ...{ mode: "full", path: "exports/hubspot/all-companies-{date}.csv" },
    });
  });

  test("is a snapshot also where it is too long to be compared, which is asked", async () => {
    const [header = [], first = []] = companies;
    const many = range(1, 25_000).map((id) => [String(id), `Company ${id}`, ...first.slice(2)]);
    const { config, questions } = await draftedFrom(viewsOf([header, ...many]));
    expect(config.sources[0]?.streams.companies?.mode).toBe("full");
    expect(questions).toContainEqual(
      expect.objectContaining({
        ...{ at: "hubspot.companies.mode" },
        ...{ question: expect.stringMatching(/^Does each file hold all records/) },
      }),
    );
  });

  test("asks which stages are customers, unless all are", async () => {
    const asked = async (rows: readonly (readonly string[])[]) =>
      (await draftedFrom(viewsOf(rows))).questions.filter(({ question }) => question.startsWith("Which are"));
    expect(await asked(companies)).toEqual([]);
    const stages = ["Lifecycle Stage", "Customer", "Lead", ""];
    const mixed = companies.map((row, index) => [...row.slice(0, -1), stages[index] ?? ""]);
    expect(await asked(mixed)).toMatchObject([
      {
        at: "hubspot.companies",
        question: `Which are customers? Lifecycle Stage has "Customer" (3), "Lead" (3), none (3). Leave out the others with where: "\\"Lifecycle Stage\\" = 'Customer'"`,
      },
    ]);
  });
});

test("sheets without a product are compared likewise", async () => {
  const sheet = (...ids: readonly string[]) =>
    csv("ticket id,customer id,created at", ...ids.map((id) => `${id},C-1001,2026-01-01`));
  const files = (second: string) => ({
    "desk/tickets-2026-01-01.csv": sheet("1", "2", "3"),
    "desk/tickets-2026-01-08.csv": second,
  });
  expect(await modeOf(files(sheet("1", "2", "3", "4")), "desk")).toBe("full");
  expect(await modeOf(files(sheet("3", "4")), "desk")).toBe("upsert");
});
