import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { openStore } from "./stores.ts";

// A process of the contract suite: it opens its parent's store, and does a job until done or killed.
const [, , kind = "", location = "", job, argument = ""] = process.argv;
const store = openStore(kind, location);

async function increment(): Promise<void> {
  for (;;) {
    const current = await store.get("counter");
    if (current === undefined) {
      if (await store.putIfAbsent("counter", "1")) return;
    } else {
      const next = String(Number(await text(current.body)) + 1);
      if (await store.putIfMatch("counter", next, current.etag)) return;
    }
  }
}

async function race(rounds: number): Promise<void> {
  const created: string[] = [];
  let increments = 0;
  for (let round = 0; round < rounds; round += 1) {
    if (await store.putIfAbsent(`once/${round}`, String(process.pid))) created.push(`once/${round}`);
    await increment();
    increments += 1;
  }
  process.send?.({ created, increments });
}

async function write(key: string): Promise<void> {
  process.send?.("started");
  for (let version = 0; ; version += 1) {
    const chunk = Buffer.alloc(100_000, version % 251);
    await store.put(key, Readable.from(Array.from({ length: 20 }, () => chunk)));
    await increment();
    process.send?.("incremented");
  }
}

if (job === "race") await race(Number(argument));
else await write(argument);
process.disconnect();
