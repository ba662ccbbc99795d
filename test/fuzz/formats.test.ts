import { expect, test } from "vitest";
import { entityNames } from "../../lib/entities.ts";
import { loadsOf } from "../../lib/landing/land.ts";
import { dirtyStreams } from "../support/dirty-day.ts";
import { builtDay, countsOf, digestsOf, strayTexts } from "../support/dirty-day-built.ts";
import { layouts } from "../support/dirty-project.ts";
import { seeded } from "../support/random.ts";
import { isWhole, seed } from "../support/sample.ts";

/** Occasionally run it with more rows. */
const rows = Number(process.env.BELLWETHER_FUZZ_ROWS ?? 150);

test(`every row of dirty exports is accounted for in every format (BELLWETHER_SEED=${seed})`, async () => {
  const random = seeded(seed);
  // Every format appears, and each entity has a different one each time.
  const ways = random.shuffled([
    ...layouts,
    ...entityNames.slice(layouts.length).map(() => random.of(...layouts)),
  ]);
  const layoutOf = (entity: (typeof entityNames)[number]) => ways[entityNames.indexOf(entity)] ?? "ndjson";
  const unreadable = Object.fromEntries(
    entityNames
      .filter((entity) => ["ndjson", "ndjson.gz", "csv", "csv.gz", "semicolons"].includes(layoutOf(entity)))
      .map((entity) => [entity, random.below(5)]),
  );
  const day = { streams: dirtyStreams({ seed, rows }), layoutOf, unreadable };
  const built = await builtDay(day);
  await using project = built.project;
  for (const { stream, read, landed, quarantined } of loadsOf(built.landed))
    expect({ stream, read: landed + quarantined, quarantined }).toEqual({
      ...{ stream, read, quarantined: unreadable[stream] ?? 0 },
    });
  const expected = Object.fromEntries(day.streams.map(({ entity, expected: counts }) => [entity, counts]));
  expect(await countsOf(project)).toEqual(expected);
  expect(await strayTexts(project)).toEqual([]);
  // Whether two threads give the same rows is a matter of more rows than these: see large-day.test.ts.
  if (!isWhole) return;
  const again = await builtDay(day, { mostForOneThread: 0 });
  await using second = again.project;
  expect(await digestsOf(second)).toEqual(await digestsOf(project));
}, 1_800_000);
