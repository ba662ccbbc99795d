import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { seeded } from "../support/random.ts";
import { many, seed } from "../support/sample.ts";
import { LandingFixture, payloads } from "./fixture.ts";

let fixture: LandingFixture;
beforeEach(async () => {
  fixture = await LandingFixture.make();
});
afterEach(() => fixture.remove());

const stream = {
  mode: "append",
  entity: "usage",
  fields: { account_id: "account", event_id: "id", occurred_at: "at" },
  backdate: "occurred_at",
};
const rows = many({ whole: 80_000, sample: 20_000 });
const kills = many({ whole: 10, sample: 3 });

function usage(): string {
  const lines = Array.from({ length: rows }, (_, id) => {
    const day = String(1 + (id % 28)).padStart(2, "0");
    return `${id},account ${id % 977},2024-04-${day}T10:00:00Z,"${"used, ".repeat(18)}${id}"`;
  });
  return `id,account,at,note\n${lines.join("\n")}\nbroken\n`;
}

async function landInProcess(killAfter?: number): Promise<string | undefined> {
  const child = fork(new URL("landing.worker.ts", import.meta.url), [fixture.root, JSON.stringify(stream)], {
    execArgv: [],
  });
  let status: string | undefined;
  child.on("message", (message) => {
    status = String(message);
  });
  const closed = once(child, "close");
  await once(child, "message");
  if (killAfter !== undefined) {
    await Promise.race([delay(killAfter), closed]);
    child.kill("SIGKILL");
  }
  await closed;
  return status;
}

test("a landing that is killed at any moment and repeated lands the same rows once", async () => {
  const text = usage();
  await fixture.write({ "exports/a.csv": text });
  const undisturbed = await LandingFixture.make();
  await undisturbed.write({ "exports/a.csv": text });
  const started = performance.now();
  const expected = await undisturbed.landed(stream, "2024-05-01");
  const whole = performance.now() - started;

  const random = seeded(seed);
  for (let kill = 0; kill < kills; kill += 1) {
    const status = await landInProcess((whole * (kill + random.below(1000) / 1000)) / kills);
    if (status === "landed" || status === "unchanged") break;
  }
  expect(["landed", "unchanged"]).toContain(await landInProcess());
  expect(await landInProcess()).toBe("unchanged");

  const [key = "", ...others] = await fixture.keys("loads/");
  expect(others).toEqual([]);
  const load = await fixture.load(key);
  const facts = ({ read, landed, quarantined, load_id }: typeof load) => ({
    read,
    landed,
    quarantined,
    load_id,
  });
  expect(facts(load)).toEqual(facts(expected));
  expect(load.batches).toEqual(expected.batches);
  expect(await fixture.keys("raw/")).toEqual(await undisturbed.keys("raw/"));
  expect(payloads(await fixture.rows(load))).toEqual(payloads(await undisturbed.rows(expected)));
  expect(await fixture.quarantine(load)).toEqual(await undisturbed.quarantine(expected));
  await undisturbed.remove();
});

test("a load committed before its cursor was written is found, even on the next day", async () => {
  await fixture.write({ "exports/a.csv": "id,account,at,note\n1,a,2024-04-01,x\n" });
  const load = await fixture.landed(stream, "2024-05-01");
  const cursorKey = "state/cursors/crm/rows.json";
  // The cursor as it was between the two writes: it names the load, but does not yet record it.
  const files = { "exports/a.csv": { bytes: 41, etag: "old", sha256: load.files[0]?.sha256 } };
  const { load_id, landed_at, landed_on } = load;
  const pending = { load_id, landed_at, landed_on, snapshot: "", files };
  const cursor = { files: {}, contents: {}, snapshots: {}, last_load: null, pending };
  await fixture.store.put(cursorKey, JSON.stringify(cursor));
  expect(await fixture.land(stream, "2024-05-02")).toMatchObject([{ status: "unchanged" }]);
  expect((await fixture.batches()).filter(({ length }) => length > 0)).toEqual([load.batches]);
});

test("an unfinished load is abandoned once its files change, and can never be committed later", async () => {
  await fixture.write({ "exports/a.csv": "id,account\n1,a\n" });
  await fixture.failure(stream);
  await fixture.write({ "exports/a.csv": "id,account,at\n1,a,2024-04-01\n" });
  const load = await fixture.landed(stream);
  const keys = await fixture.keys("loads/");
  expect(keys).toHaveLength(2);
  for (const key of keys) expect(await fixture.store.putIfAbsent(key, "late")).toBeUndefined();
  expect(load.landed).toBe(1);
});
