import { describe, expect, test } from "vitest";
import { addDays, datesBetween } from "../../lib/dates.ts";
import { gapsIn, gapsWithin, missingFiles, newGaps } from "../../lib/landing/missing-files.ts";
import { missingLine } from "../../lib/reports/missing-words.ts";
import { LandingFixture, sourceOf } from "./fixture.ts";

const first = "2026-03-02";
const stream = { source: "app", stream: "usage" };

/** The line about files every so many days, without some of them. */
function line(everyDays: number, days: number, without: readonly string[]): string | undefined {
  const dates = datesBetween(first, addDays(first, days), everyDays).filter(
    (date) => !without.includes(date),
  );
  const gaps = gapsIn(dates);
  return gaps && missingLine({ ...stream, ...gaps });
}

describe("a date without a file is named", () => {
  test("in a daily feed, days that follow each other together", () => {
    const lost = ["2026-04-09", "2026-05-01", "2026-05-02"];
    expect(line(1, 99, lost)).toBe(
      "app.usage: 97 daily files, none of 2026-04-09 and 2026-05-01 to 2026-05-02",
    );
  });

  test("in a weekly feed", () => {
    expect(line(7, 70, ["2026-03-30"])).toBe("app.usage: 10 weekly files, none of 2026-03-30");
  });

  test("in a feed of working days, whose weekends are no gap", () => {
    const dates = datesBetween(first, "2026-05-29", 1).filter((date) => {
      const weekday = new Date(date).getUTCDay();
      return weekday !== 0 && weekday !== 6 && date !== "2026-04-15";
    });
    expect(gapsIn(dates)).toMatchObject({ days_a_week: 5, missing: ["2026-04-15"] });
  });
});

test("a whole feed, one of less than four weeks and one without a rhythm have no gap", () => {
  expect(line(1, 99, [])).toBeUndefined();
  expect(line(1, 20, ["2026-03-10"])).toBeUndefined();
  expect(line(10, 300, [])).toBeUndefined();
});

test("a gap is new with the file after it", () => {
  const dates = datesBetween(first, addDays(first, 60), 1).filter((date) => date !== "2026-04-20");
  const gaps = { ...stream, dates, days_a_week: 7, missing: ["2026-04-20"] };
  expect(newGaps(gaps, () => true)).toMatchObject({ missing: ["2026-04-20"] });
  expect(newGaps(gaps, (date) => date >= "2026-04-21")).toMatchObject({ missing: ["2026-04-20"] });
  expect(newGaps(gaps, (date) => date >= "2026-04-22")).toBeUndefined();
  expect(newGaps(gaps, () => false)).toBeUndefined();
  expect(gapsWithin([gaps], { from: first, to: "2026-04-20" })).toEqual([gaps]);
  expect(gapsWithin([gaps], { from: "2026-04-21", to: "2026-04-30" })).toEqual([]);
});

test("the files of a stream are those that have landed", async () => {
  const fixture = await LandingFixture.make();
  const dated = { path: "exports/a-{date}.csv" };
  for (const date of datesBetween("2024-03-01", "2024-04-30", 1).filter((each) => each !== "2024-04-01"))
    await fixture.write({ [`exports/a-${date}.csv`]: `id\n${date}\n` });
  await fixture.land(dated);
  expect(await missingFiles(fixture.store, [sourceOf(dated)])).toMatchObject([
    { source: "crm", stream: "rows", missing: ["2024-04-01"] },
  ]);
  await fixture.remove();
});
