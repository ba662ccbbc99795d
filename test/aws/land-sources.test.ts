import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type Landing, landSources, writeLanding } from "../../lib/aws/land-sources.ts";
import { DirectoryStore } from "../../lib/storage/directory-store.ts";
import { quietSteps } from "../support/project.ts";

const directories: string[] = [];
afterEach(async () => {
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
});

const landingOf = (source: string, problem: string | null): Landing => ({
  ...{ source, ended_at: "2026-03-02T03:00:01Z", problem: null },
  streams: [
    { stream: "accounts", status: "landed", records: 3, quarantined: 0, problem: null },
    {
      stream: "links",
      status: problem === null ? "unchanged" : "failed",
      records: 0,
      quarantined: 0,
      problem,
    },
  ],
});

test("a run learns which sources landed, which failed, and which did not finish in twenty minutes", async () => {
  const directory = await mkdtemp(join(tmpdir(), "bellwether-landing-"));
  directories.push(directory);
  const store = new DirectoryStore(directory);
  let now = Date.parse("2026-03-02T03:00:00Z");
  const started: unknown[] = [];
  const functions = {
    startLanding: async (source: string, key: string, landedOn: string) => {
      started.push([source, key, landedOn]);
      if (source === "product") throw new Error("no such function");
      if (source !== "helpdesk")
        await writeLanding(store, key, landingOf(source, source === "crm" ? "the column id is gone" : null));
    },
  };
  // Each call of the clock is half an hour later.
  const clock = () => {
    now += 30 * 60_000;
    return new Date(now);
  };
  const sources = ["billing", "crm", "helpdesk", "product"].map((name) => ({ name }));
  const request = { sources, prefix: "state/landings/2026-03-01/x/", landedOn: "2026-03-01" };
  expect(await landSources(quietSteps, { store, clock }, functions, request)).toEqual([
    { source: "billing", records: 3, problem: null },
    { source: "crm", records: 3, problem: "links: the column id is gone" },
    { source: "helpdesk", records: 0, problem: "its landing has not finished within 20 minutes" },
    { source: "product", records: 0, problem: "Error: no such function" },
  ]);
  expect(started).toContainEqual(["crm", "state/landings/2026-03-01/x/crm.json", "2026-03-01"]);
});

test("the first result of a landing is final, since Lambda may deliver its event twice", async () => {
  const directory = await mkdtemp(join(tmpdir(), "bellwether-landing-"));
  directories.push(directory);
  const store = new DirectoryStore(directory);
  await writeLanding(store, "state/landings/x.json", landingOf("crm", null));
  await writeLanding(store, "state/landings/x.json", landingOf("crm", "gone"));
  const request = { sources: [{ name: "x" }], prefix: "state/landings/", landedOn: "2026-03-01" };
  const services = { store, clock: () => new Date("2026-03-02T03:00:00Z") };
  const landed = await landSources(quietSteps, services, { startLanding: async () => {} }, request);
  expect(landed).toEqual([{ source: "crm", records: 3, problem: null }]);
});
