import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { commandAfterLanding } from "../../cli/next-step.ts";
import { bellwether } from "./command.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "bellwether next-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function writeExports(folder: string, dates: readonly string[]): Promise<void> {
  const files = dates.flatMap((date, index) => [
    [
      `crm/customers-${date}.csv`,
      "customer_id,company,signed_up\nC-1,Alder,2025-01-05\nC-2,Birch,2025-02-05\n",
    ],
    [
      `desk/tickets-${date}.csv`,
      `ticket id,customer id,created at,status\nT-${index},C-1,${date},open\nT-0,C-2,${dates[0]},closed\n`,
    ],
  ]);
  for (const [name = "", text = ""] of files) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

/** The words after the program and the project of a command that a shell reads. */
function wordsOf(command: string): readonly string[] {
  const words: readonly string[] = command.match(/'[^']*'|\S+/g) ?? [];
  const verbAt = words.indexOf("--project") + 2;
  return words.slice(verbAt).map((word) => word.replaceAll("'", ""));
}

/** Runs each command that the one before names, until one has run before; the verbs in their order. */
async function followed(project: string, ...start: readonly string[]): Promise<readonly string[]> {
  const done: string[] = [];
  for (let words = start; !done.includes(words.join(" ")); ) {
    const { code, stdout, stderr } = await bellwether(project, ...words);
    expect([words, code, stderr]).toEqual([words, 0, expect.any(String)]);
    done.push(words.join(" "));
    const next = /^(?:Next|Then): (.*)$/m.exec(stdout)?.[1];
    if (next === undefined) break;
    words = wordsOf(next);
  }
  return done;
}

test("every command names one that works, from the draft to the alerts, and the past ends with its files", async () => {
  await writeExports(join(root, "exports"), ["2026-01-05", "2026-01-12", "2026-01-19"]);
  const steps = await followed(root, "init", "--from", join(root, "exports"));
  expect(steps.slice(1)).toEqual([
    "preview",
    "land",
    "backfill --from 2026-01-05 --to 2026-01-19",
    "status",
    "alerts",
  ]);
}, 120_000);

test("exports that stay where they are are named in every command that reads them", async () => {
  const [inbox, project] = [join(root, "shared exports"), join(root, "project")];
  await writeExports(inbox, ["2026-01-05"]);
  await mkdir(project);
  const steps = await followed(project, "init", "--from", inbox, "--inbox", inbox);
  expect(steps.slice(1, 3)).toEqual([`preview --inbox ${inbox}`, `land --inbox ${inbox}`]);
  expect(steps.at(-1)).toBe("alerts");
  expect((await bellwether(project, "check", "--inbox", inbox)).stdout).toContain("is valid");
}, 120_000);

test.each([
  [
    { first: "2026-01-05", dates: ["2026-01-05", "2026-03-31"] },
    "backfill --from 2026-01-05 --to 2026-03-31",
  ],
  // Sheets without a date land today.
  [
    { first: "2025-01-05", dates: ["2025-12-31", "2026-11-27"] },
    "backfill --from 2025-01-05 --to 2025-12-31 --every 7d",
  ],
  [
    { first: "2026-01-05", dates: ["2025-01-05", "2026-11-27"] },
    "backfill --from 2026-01-05 --to 2026-01-05",
  ],
  [{ first: "2026-11-27", dates: ["2026-11-27"] }, "run --date 2026-11-27"],
  [{ first: undefined, dates: [] }, "run --date 2026-11-27"],
])("after landing %j: %s", (landed, command) => {
  expect(commandAfterLanding({ ...landed, landedOn: "2026-11-27", head: undefined })).toBe(
    `bellwether ${command}`,
  );
});
