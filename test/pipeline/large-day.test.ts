import { expect, test } from "vitest";
import { dirtyStreams } from "../support/dirty-day.ts";
import { builtDay, countsOf, digestsOf, strayTexts } from "../support/dirty-day-built.ts";
import { many } from "../support/sample.ts";

/** Per entity, more than the 2,048 that the engine processes at once. */
const rows = Number(process.env.BELLWETHER_DIRTY_ROWS ?? many({ whole: 10_000, sample: 2500 }));

test("a day of dirty exports gives the expected rows, and the same rows when rebuilt by two threads", async () => {
  const day = { streams: dirtyStreams({ seed: 1, rows }), layoutOf: () => "ndjson" as const };
  const expected = Object.fromEntries(day.streams.map(({ entity, expected: counts }) => [entity, counts]));
  const { project: one } = await builtDay(day, { mostForOneThread: 0 });
  await using first = one;
  expect(await countsOf(first)).toEqual(expected);
  expect(await strayTexts(first)).toEqual([]);
  const { project: other } = await builtDay(day, { mostForOneThread: 0 });
  await using second = other;
  expect(await digestsOf(second)).toEqual(await digestsOf(first));
}, 600_000);
