import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InvalidKey, type ObjectStore } from "../../lib/storage/object-store.ts";
import type { StoreKind } from "./stores.ts";

/** A kind of store under the contract; another process opens the same one by `kind` and `location`. */
export interface StoreUnderTest {
  readonly kind: StoreKind;
  /** The suite's effort: turns of each racing process, and the longest life of a writer. */
  readonly pace: { readonly turns: number; readonly killWithinMilliseconds: number };
  open(): Promise<{ store: ObjectStore; location: string; remove(): Promise<void> }>;
}

export function objectStoreContract({ kind, pace, open }: StoreUnderTest): void {
  describe(`an object store: ${kind}`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    let store: ObjectStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.remove());

    const read = async (key: string) => {
      const object = await store.get(key);
      return object && (await text(object.body));
    };
    const keys = async (prefix: string, startAfter?: string) => {
      const listed = await Array.fromAsync(
        store.list(prefix, startAfter === undefined ? {} : { startAfter }),
      );
      return listed.map(({ key }) => key);
    };
    const worker = (job: string, ...rest: readonly string[]) =>
      fork(new URL("object-store.worker.ts", import.meta.url), [kind, opened.location, job, ...rest], {
        execArgv: [],
      });

    test("an object is read back, whole and in ranges, with the same etag everywhere", async () => {
      const etag = await store.put("a/day=2024-05-01/x.txt", "0123456789");
      expect(await read("a/day=2024-05-01/x.txt")).toBe("0123456789");
      expect(await store.head("a/day=2024-05-01/x.txt")).toEqual({
        key: "a/day=2024-05-01/x.txt",
        bytes: 10,
        etag,
      });
      expect(await Array.fromAsync(store.list("a/"))).toEqual([
        { key: "a/day=2024-05-01/x.txt", bytes: 10, etag },
      ]);
      const part = await store.get("a/day=2024-05-01/x.txt", { start: 2, end: 4 });
      expect(part && (await text(part.body))).toBe("234");
      expect(part).toMatchObject({ bytes: 10, etag });
      const beyond = await store.get("a/day=2024-05-01/x.txt", { start: 8, end: 99 });
      expect(beyond && (await text(beyond.body))).toBe("89");
      for (const range of [
        { start: 10, end: 99 },
        { start: 5, end: 4 },
      ]) {
        const nothing = await store.get("a/day=2024-05-01/x.txt", range);
        expect(nothing && (await text(nothing.body))).toBe("");
        expect(nothing).toMatchObject({ bytes: 10, etag });
        expect(await store.get("none", range)).toBeUndefined();
      }
    });

    test("text, bytes and streams are stored unchanged, even when empty", async () => {
      const bytes = randomBytes(3_000_000);
      await store.put("bytes", bytes);
      await store.put("stream", Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]));
      await store.put("empty", "");
      for (const key of ["bytes", "stream"]) {
        const object = await store.get(key);
        expect(object && bytes.equals(await buffer(object.body))).toBe(true);
      }
      expect(await read("empty")).toBe("");
      expect(await store.put("text", "Grüße 🎉")).toBe((await store.head("text"))?.etag);
      expect(await read("text")).toBe("Grüße 🎉");
    });

    test("a missing object is undefined, and deleting it is no error", async () => {
      await store.put("a/b", "x");
      for (const key of ["a", "a/b/c", "b", "a/c"]) {
        expect(await store.get(key)).toBeUndefined();
        expect(await store.head(key)).toBeUndefined();
        expect(await store.putIfMatch(key, "y", "some-etag")).toBeUndefined();
      }
      await store.delete(["a/c", "nothing/here"]);
      expect(await keys("")).toEqual(["a/b"]);
    });

    test("putIfAbsent writes once, and again after a delete", async () => {
      expect(await store.putIfAbsent("k", "first")).toBe((await store.head("k"))?.etag);
      expect(await store.putIfAbsent("k", "second")).toBeUndefined();
      expect(await read("k")).toBe("first");
      await store.delete(["k"]);
      expect(await store.putIfAbsent("k", "third")).toBeDefined();
      expect(await read("k")).toBe("third");
    });

    test("putIfMatch replaces only the version it names", async () => {
      const first = await store.put("k", "one");
      const second = await store.put("k", "two");
      expect(second).not.toBe(first);
      expect(await store.putIfMatch("k", "x", first)).toBeUndefined();
      const third = await store.putIfMatch("k", "next", second);
      expect(third).toBeDefined();
      expect(await store.putIfMatch("k", "x", second)).toBeUndefined();
      expect(await read("k")).toBe("next");
      expect((await store.head("k"))?.etag).toBe(third);
      await store.delete(["k"]);
      expect(third && (await store.putIfMatch("k", "x", third))).toBeUndefined();
    });

    test("a long stream is written under the same conditions as a short one", async () => {
      const bytes = randomBytes(1_000_000);
      const long = () => Readable.from(Array.from({ length: 20 }, () => bytes));
      const first = await store.putIfAbsent("k", long());
      expect(await store.head("k")).toEqual({ key: "k", bytes: 20_000_000, etag: first });
      const end = await store.get("k", { start: 19_000_000, end: 19_999_999 });
      expect(end && bytes.equals(await buffer(end.body))).toBe(true);
      expect(await store.putIfAbsent("k", long())).toBeUndefined();
      expect(await store.putIfMatch("k", long(), "some-etag")).toBeUndefined();
      expect(await store.putIfMatch("none", long(), "some-etag")).toBeUndefined();
      expect((await store.head("k"))?.etag).toBe(first);
      const longer = Readable.from([Buffer.alloc(19_999_999), "ab"]);
      const second = first && (await store.putIfMatch("k", longer, first));
      expect(await store.head("k")).toEqual({ key: "k", bytes: 20_000_001, etag: second });
      await store.put("k", long());
      expect((await store.head("k"))?.bytes).toBe(20_000_000);
    });

    test("a list is in the order of UTF-8 bytes, by any prefix, from any key", async () => {
      const given = ["a/b/c", "a-b", "a/b.c", "a/b", "a0", "a/é", "a/\u{ffee}", "a/\u{1f389}", "b"];
      for (const key of given.filter((key) => key !== "a/b")) await store.put(key, key);
      const ordered = ["a-b", "a/b.c", "a/b/c", "a/é", "a/\u{ffee}", "a/\u{1f389}", "a0", "b"];
      expect(await keys("")).toEqual(ordered);
      expect(await keys("a/")).toEqual(ordered.slice(1, 6));
      expect(await keys("a/b")).toEqual(["a/b.c", "a/b/c"]);
      expect(await keys("a")).toEqual(ordered.slice(0, 7));
      expect(await keys("none/at/all")).toEqual([]);
      for (const [index, key] of ordered.entries())
        expect(await keys("", key)).toEqual(ordered.slice(index + 1));
      expect(await keys("", "a/b/")).toEqual(ordered.slice(2));
      expect(await keys("a/", "a/b/c")).toEqual(ordered.slice(3, 6));
    });

    test.each(["", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", "a\0b", ".tmp/x"])(
      "%j is not a key",
      async (key) => {
        await expect(store.put(key, "x")).rejects.toThrow(InvalidKey);
        await expect(store.putIfAbsent(key, "x")).rejects.toThrow(InvalidKey);
        await expect(store.get(key)).rejects.toThrow(InvalidKey);
        await expect(store.head(key)).rejects.toThrow(InvalidKey);
        await expect(store.delete([key])).rejects.toThrow(InvalidKey);
      },
    );

    test("a list stays inside the store", async () => {
      await expect(keys("../")).rejects.toThrow(InvalidKey);
      await expect(keys("a/../../")).rejects.toThrow(InvalidKey);
    });

    test("a broken stream leaves the old object, and no partial one", async () => {
      await store.put("old", "old");
      const breaking = (chunks = 1) =>
        Readable.from(
          (async function* () {
            for (let chunk = 0; chunk < chunks; chunk += 1) yield Buffer.alloc(100_000);
            throw new Error("the line went dead");
          })(),
        );
      await expect(store.put("old", breaking())).rejects.toThrow("the line went dead");
      await expect(store.putIfAbsent("new", breaking())).rejects.toThrow("the line went dead");
      await expect(store.put("new", breaking(200))).rejects.toThrow("the line went dead");
      expect(await keys("")).toEqual(["old"]);
      expect(await read("old")).toBe("old");
    });

    test("of processes racing for one key or version, one wins each time", async () => {
      const { turns } = pace;
      const workers = [1, 2, 3, 4].map(() => worker("race", String(turns)));
      const reports = await Promise.all(
        workers.map(async (child) => {
          const [report] = (await once(child, "message")) as [{ created: string[]; increments: number }];
          return report;
        }),
      );
      const created = reports.flatMap((report) => report.created);
      expect(created.toSorted()).toEqual([...new Set(created)].toSorted());
      expect(created).toHaveLength(turns);
      expect(reports.map(({ increments }) => increments)).toEqual([turns, turns, turns, turns]);
      expect(await read("counter")).toBe(String(4 * turns));
    });

    test("writers and deleters of one folder do not disturb each other", async () => {
      const rounds = Array.from({ length: 100 }, (_, round) => round);
      await Promise.all([
        ...rounds.map((round) => store.put(`deep/er/${round}`, "x")),
        ...rounds.map((round) => store.delete([`deep/er/${(round * 7) % 100}`])),
        ...rounds.map(() => store.delete(["deep/er/none"])),
      ]);
      for (const key of await keys("deep/")) await store.delete([key]);
      expect(await keys("")).toEqual([]);
    });

    test("killed writers leave whole objects, count all confirmed writes, and block no other", async () => {
      let acknowledged = 0;
      const kills = 8;
      await Promise.all(
        [0, 1].map(async (lane) => {
          for (let kill = 0; kill < kills / 2; kill += 1) {
            const child = worker("write", `big-${lane}`);
            child.on("message", (message) => {
              if (message === "incremented") acknowledged += 1;
            });
            await once(child, "message");
            // The first of a lane counts once, so that there is a counter on a machine of any speed.
            if (kill === 0) await once(child, "message");
            await delay(Math.random() * pace.killWithinMilliseconds);
            child.kill("SIGKILL");
            await once(child, "close");
            const big = await store.get(`big-${lane}`);
            const bytes = big === undefined ? Buffer.alloc(0) : await buffer(big.body);
            expect(bytes.every((byte) => byte === bytes[0])).toBe(true);
            expect([0, 2_000_000]).toContain(bytes.length);
          }
        }),
      );
      const counted = Number((await read("counter")) ?? 0);
      expect(counted).toBeGreaterThanOrEqual(acknowledged);
      expect(counted).toBeLessThanOrEqual(acknowledged + kills);
      const current = await store.head("counter");
      expect(current && (await store.putIfMatch("counter", "0", current.etag))).toBeDefined();
    });
  });
}
