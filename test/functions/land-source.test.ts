import "../support/function-environment.ts";

import { describe, expect, test } from "vitest";
import { type LandWorld, land } from "../../functions/land-source.ts";
import { type Functions, SourceNotDeployed } from "../../lib/aws/functions.ts";
import { landByHand } from "../../lib/aws/land-by-hand.ts";
import { GroupNotPending, type LandGroup } from "../../lib/aws/land-groups.ts";
import { Landing } from "../../lib/aws/land-sources.ts";
import { LandingFailed } from "../../lib/landing/errors.ts";
import { linesBelow } from "../../lib/landing/part-reader.ts";
import { rawColumns } from "../../lib/landing/raw-line.ts";
import { readDocument } from "../../lib/storage/documents.ts";
import type { ObjectStore, ObjectSummary } from "../../lib/storage/object-store.ts";
import { type TestProject, testProject } from "../support/project.ts";
import { firstExports, laterExports, shopYaml } from "../support/shop.ts";
import { shopAfterFirstDay } from "../support/shop-days.ts";

const key = "state/landings/2026-03-01/x/crm.json";

function worldOf(
  { local: { project, services, inbox } }: TestProject,
  {
    landGroup = () => Promise.reject(new Error("not asked for")),
    files = inbox,
  }: { readonly landGroup?: LandGroup; readonly files?: ObjectStore } = {},
): LandWorld {
  return { project, services: { ...services, inbox: files }, landGroup };
}

/** An inbox whose file sizes the test sets, regardless of content. */
function withSizes(inbox: ObjectStore, sizes: Readonly<Record<string, number>>): ObjectStore {
  const sized = (summary: ObjectSummary): ObjectSummary => ({
    ...summary,
    bytes: sizes[summary.key] ?? summary.bytes,
  });
  return new Proxy(inbox, {
    get(target, name) {
      if (name === "list")
        return async function* (...given: Parameters<ObjectStore["list"]>) {
          for await (const summary of target.list(...given)) yield sized(summary);
        };
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

/** The records of the load, across its parts and without the time of extraction, which differs per landing. */
async function landedLines({ local }: TestProject): Promise<readonly string[]> {
  const lines = await Array.fromAsync(linesBelow(local.services.store, "raw/"));
  const extractedAt = rawColumns.findIndex(({ name }) => name === "extracted_at");
  return lines.map((line) => line.split("\u0001").toSpliced(extractedAt, 1).join(" ")).toSorted();
}

describe("the function that lands a source", () => {
  test("lands its streams for the date of the run, and reports the results to the run", async () => {
    await using project = await testProject(shopYaml);
    await project.write(firstExports);
    const event = { source: "crm", landing: key, landedOn: "2026-03-01" };
    expect(await land(event, worldOf(project))).toEqual({ loads: 2 });
    const { store } = project.local.services;
    expect((await readDocument(store, key, Landing))?.value).toMatchObject({
      source: "crm",
      streams: [
        { stream: "accounts", status: "landed", records: 3, quarantined: 0, problem: null },
        { stream: "links", status: "landed", records: 1, quarantined: 0, problem: null },
      ],
    });
    const raw = await Array.fromAsync(store.list("raw/"), (summary) => summary.key);
    expect(raw.every((name) => name.includes("/landed=2026-03-01/"))).toBe(true);
  });

  test("lands the other streams when one fails, reports both, and fails", async () => {
    await using project = await testProject(shopYaml);
    await project.write({ ...firstExports, "crm/accounts.csv": "id,name\nA,Alpha\n" });
    await expect(land({ source: "crm", landing: key }, worldOf(project))).rejects.toThrow(LandingFailed);
    const report = (await readDocument(project.local.services.store, key, Landing))?.value;
    expect(report?.streams).toMatchObject([
      {
        stream: "accounts",
        status: "failed",
        problem: expect.stringMatching(/the mapped column .* is not in the file/),
      },
      { stream: "links", status: "landed", records: 1 },
    ]);
  });

  test("refuses a file too large to finish in time before it writes any of its load, and lands other streams", async () => {
    await using project = await testProject(shopYaml);
    await project.write(firstExports);
    const files = withSizes(project.local.inbox, { "crm/accounts.csv": 7e9 });
    await expect(land({ source: "crm", landing: key }, worldOf(project, { files }))).rejects.toThrow(
      /crm\/accounts\.csv: it has 7,000 MB; the limit for this kind of file is 6,000 MB\. Split the export/,
    );
    const { store } = project.local.services;
    const written = await Array.fromAsync(store.list("raw/source=crm/"), (summary) => summary.key);
    expect(written.filter((name) => name.includes("stream=accounts"))).toEqual([]);
    expect(written.filter((name) => name.includes("stream=links"))).toHaveLength(1);
  });

  test("invokes itself for each group of a large load, with the same result", async () => {
    await using alone = await testProject(shopYaml);
    await using shared = await testProject(shopYaml);
    const files = {
      "billing/invoices.csv": firstExports["billing/invoices.csv"] ?? "",
      "billing/invoices-2.csv":
        "id,account,amount,issued,due,paid,updated_at\nI9,B,7.00,2026-02-01,2026-02-15,,2026-03-01T00:00:00Z\n",
    };
    // Two files of one group each: together they exceed 256 MB.
    const sizes = { "billing/invoices.csv": 200 << 20, "billing/invoices-2.csv": 200 << 20 };
    const groups: number[] = [];
    for (const project of [alone, shared]) await project.write(files);
    const inbox = withSizes(shared.local.inbox, sizes);
    const landGroup: LandGroup = async (event) => {
      groups.push(event.group);
      const answer = await land(event, worldOf(shared, { files: inbox }));
      if (!("files" in answer)) throw new Error("a group was started");
      return JSON.parse(JSON.stringify(answer));
    };
    await land({ source: "billing", landedOn: "2026-03-01" }, worldOf(alone));
    await land({ source: "billing", landedOn: "2026-03-01" }, worldOf(shared, { files: inbox, landGroup }));
    expect(groups.toSorted()).toEqual([0, 1]);
    const landed = await landedLines(shared);
    expect(landed).toEqual(await landedLines(alone));
    expect(landed).toHaveLength(3);
  });

  test("refuses a group of a load that is not being landed, and an unknown source", async () => {
    await using project = await testProject(shopYaml);
    const world = worldOf(project);
    const event = { source: "crm", stream: "accounts", loadId: "gone", group: 0 };
    await expect(land(event, world)).rejects.toThrow(GroupNotPending);
    await expect(land({ source: "shop" }, world)).rejects.toThrow(SourceNotDeployed);
  });
});

test("an event can ask to read landed data again, and a partial result is reported", async () => {
  await using project = await testProject(shopYaml);
  await project.write(firstExports);
  await land({ source: "crm", landedOn: "2026-03-01" }, worldOf(project));
  await using changed = await project.reopened(
    shopYaml.replace("account_id: id\n          name: name", "account_id: name\n          name: name"),
  );
  const world = worldOf(changed);
  const startLanding: Functions["startLanding"] = async (source, landing, landedOn, again) => {
    await land({ source, landing, landedOn, again }, world);
  };
  const { store } = world.services;
  const services = { store, functions: { startLanding }, pause: async () => {} };
  const asked = { source: "crm", landedOn: "2026-03-02", again: { stream: "accounts" } };
  expect((await landByHand(services, asked)).streams).toEqual([
    { stream: "accounts", status: "read again", records: 3, quarantined: 0, problem: null },
  ]);
  const again = await landByHand(services, { ...asked, again: {} });
  expect(again.streams.map(({ stream, status }) => [stream, status])).toEqual([
    ["accounts", "unchanged"],
    ["links", "unchanged"],
  ]);
  const unanswered = { ...services, functions: { startLanding: async () => {} } };
  await expect(landByHand(unanswered, asked)).rejects.toThrow("has not finished within 16 minutes");
});

test("only loads that published days read under another mapping are read again", async () => {
  await using project = await shopAfterFirstDay();
  await project.write(laterExports["2026-03-02"] ?? {});
  await project.land("2026-03-02");
  await using changed = await project.reopened(
    shopYaml.replace("amount: amount", "amount: { field: amount, default: 0 }"),
  );
  const landing = "state/landings/2026-03-02/again/billing.json";
  const event = { source: "billing", landedOn: "2026-03-02", landing, again: { stream: "invoices" } };
  await land(event, worldOf(changed));
  const report = await readDocument(changed.local.services.store, landing, Landing);
  expect(report?.value.streams).toEqual([
    { stream: "invoices", status: "read again", records: 2, quarantined: 0, problem: null },
  ]);
});
