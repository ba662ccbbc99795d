import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Manifest } from "../../../lib/pipeline/plan.ts";
import { DirectoryStore } from "../../../lib/storage/directory-store.ts";
import { DuckDbSession, quoteText } from "../../../lib/warehouse/duckdb-session.ts";
import { compareDays } from "./same-tables.ts";

const root = await mkdtemp(join(tmpdir(), "bellwether-same-tables-"));
const session = new DuckDbSession({ threads: 1 });
afterAll(async () => {
  session.close();
  await rm(root, { recursive: true, force: true });
});

let built = 0;

/** A day with one table, `facts`, of these rows. */
async function day(rows: string, columns = ["id", "share"]) {
  built += 1;
  const directory = join(root, String(built));
  const location = "tables/facts/";
  await mkdir(join(directory, location), { recursive: true });
  const connection = await session.connect();
  const names = columns.join(", ");
  const file = quoteText(join(directory, location, "part.parquet"));
  const result = await connection.run(
    `copy (select * from (values ${rows}) as facts (${names})) to ${file} (format parquet)`,
  );
  connection.closeSync();
  const facts = { name: "facts", kind: "snapshot" as const, location, columns, bytes_scanned: null };
  const manifest: Manifest = {
    ...{ run_id: String(built), as_of_date: "2026-03-01", warnings: [], is_whole: true, expiring: [] },
    ...{ started_at: "2026-03-01T00:00:00Z", finished_at: "2026-03-01T00:00:00Z" },
    tables: [{ ...facts, rows: Number(result.rowsChanged) }],
  };
  return { store: new DirectoryStore(directory), manifest };
}

const double = (number: string) => `cast(${number} as double)`;
const one = () => day(`('a', ${double("0.1")}), ('a', ${double("0.2")}), (null, null)`);

test("rows in another order, and doubles within the tolerance, are the same", async () => {
  const other = await day(`(null, null), ('a', ${double("0.2000000000000001")}), ('a', ${double("0.1")})`);
  expect(await compareDays(await one(), other)).toEqual({ tables: 1, rows: 3, differences: [] });
});

test.each([
  ["a double outside the tolerance", `('a', ${double("0.1")}), ('a', ${double("0.2000001")}), (null, null)`],
  ["a null instead of a value", `('a', ${double("0.1")}), ('a', null), (null, null)`],
  ["a different text", `('a', ${double("0.1")}), ('b', ${double("0.2")}), (null, null)`],
  ["a duplicated row", `('a', ${double("0.1")}), ('a', ${double("0.1")}), (null, null)`],
])("%s is reported, with the rows", async (_, rows) => {
  const { differences } = await compareDays(await one(), await day(rows));
  expect(differences).toEqual([expect.stringMatching(/facts: (.|\n)*"share"/)]);
});

test("a missing row, an added column and a table of one side only are reported", async () => {
  const differencesOf = async (other: Awaited<ReturnType<typeof day>>) =>
    (await compareDays(await one(), other)).differences;
  const fewer = await day(`('a', ${double("0.1")})`);
  expect(await differencesOf(fewer)).toEqual(["2026-03-01 facts: 3 rows beside 1"]);
  const wider = await day("('a', 1, 2), ('a', 1, 2), ('a', 1, 2)", ["id", "share", "more"]);
  expect(await differencesOf(wider)).toEqual(["2026-03-01 facts: the columns id,share beside id,share,more"]);
  const none = await one();
  expect(await differencesOf({ ...none, manifest: { ...none.manifest, tables: [] } })).toEqual([
    "facts: only one side has it",
  ]);
});
