import { plural } from "../plural.ts";
import { isSound, type StreamReport } from "./stream-report.ts";

const mostReasons = 3;

/**
 * A stream that is not sound, in lines: its state and counts, then the first reasons, each with an example.
 * @param since the first of the days whose rows are counted; by default its latest rows are
 */
export function streamLines(report: StreamReport, since?: string): readonly string[] {
  const { source, stream, rejects, unmatched, keyless, unjoined, unjoined_to, unmatchedKeys } = report;
  const { unmatched_record } = report;
  const counts = countsOf(report);
  const read =
    counts === "" ? "" : `. Its ${since === undefined ? "latest rows" : `rows since ${since}`}: ${counts}`;
  return [
    `${source}.${stream}: ${stateOf(report)}${read}`,
    ...rejects
      .slice(0, mostReasons)
      .map(
        ({ reason, rows, example }) =>
          `  ${plural(rows, "row")} ${reason}${example === null ? "" : `, such as ${shortened(example)}`}`,
      ),
    ...(rejects.length > mostReasons
      ? [
          `  ${plural(rejects.length - mostReasons, "further reason")}: bellwether query "select * from rejects"`,
        ]
      : []),
    ...(keyless === 0 ? [] : [`  ${plural(keyless, "row")} without an account's key`]),
    ...(unmatchedKeys.length === 0
      ? []
      : [`  keys of ${source} that match no account, such as ${unmatchedKeys.map(keyText).join(", ")}`]),
    ...(unjoined === 0
      ? []
      : [
          `  ${plural(unjoined, "row")} without a row of ${unjoined_to} with this key, such as ${JSON.stringify(unmatched_record)}`,
        ]),
    ...(unmatched > keyless + unjoined && unmatchedKeys.length === 0
      ? ["  keys that matched no account when their rows were read; none of them is unmatched now"]
      : []),
  ];
}

/**
 * The lines of all streams that are not sound, a count of the others, and matches by name.
 * @param since as of {@link streamLines}
 */
export function streamsLines(reports: readonly StreamReport[], since?: string): readonly string[] {
  const unsound = reports.filter((report) => !isSound(report));
  const sound = plural(reports.length - unsound.length, "stream");
  const lines =
    unsound.length === 0
      ? [`Streams: all ${plural(reports.length, "stream")} fresh, every row used.`]
      : [
          `Streams to look at (${sound} without a problem):`,
          ...unsound.flatMap((report) => streamLines(report, since).map((line) => `  ${line}`)),
        ];
  return [...lines, ...nameLines(reports)];
}

/** A line of each source with keys that only a name matches, or would match if one account had it alone. */
export function nameLines(reports: readonly StreamReport[]): readonly string[] {
  const sources = new Map(reports.map((report) => [report.source, report]));
  return [...sources.values()]
    .filter(
      ({ source_keys_by_name, source_keys_ambiguous }) => source_keys_by_name + source_keys_ambiguous > 0,
    )
    .map(({ source, source_keys, source_keys_by_name, source_keys_ambiguous }) => {
      const matched = `${source}: ${source_keys_by_name} of ${plural(source_keys, "account key")} matched by name alone`;
      return source_keys_ambiguous === 0
        ? matched
        : `${matched}; ${plural(source_keys_ambiguous, "key")} unmatched, as several accounts have the name`;
    });
}

/** As much of a record as shows which it is. */
const longestExample = 100;

const shortened = (text: string): string =>
  text.length <= longestExample ? text : `${text.slice(0, longestExample)}…`;

function keyText({
  key,
  resembles,
  accountsResembled,
  accountsOfName,
  isFreeMail,
}: StreamReport["unmatchedKeys"][number]): string {
  const shown = JSON.stringify(key);
  if (accountsOfName !== null) return `${shown} (${accountsOfName} accounts have the name)`;
  if (isFreeMail) return `${shown} (a mail provider's domain, which is no company's)`;
  if (resembles === null) return shown;
  const known = JSON.stringify(resembles);
  return `${shown} (${accountsResembled > 1 ? `${accountsResembled} accounts have` : "looks like"} ${known})`;
}

const reasonWords: Readonly<Record<NonNullable<StreamReport["reason"]>, string>> = {
  unreadable: "too many rows are unreadable",
  rejected: "too many rows are rejected",
  too_late: "too many rows landed too late",
  unmatched: "too many rows match no account",
  listless: "none of its records has the list that `each` names",
  repeated: "all of its latest events were counted before",
  empty: "its files have no rows",
  silent: "nothing has landed",
};

function stateOf({ status, reason, last_usable_on, expect_every_days, expected_by }: StreamReport): string {
  const since = last_usable_on === null ? "" : ` since ${last_usable_on}`;
  const why = reason === null ? "" : reasonWords[reason];
  switch (status) {
    case "fresh":
      return "fresh";
    case "degraded":
      return `degraded, because ${why}; its measures keep their last good values`;
    case "stale": {
      const expected = expect_every_days === null ? "" : `; expected every ${daysText(expect_every_days)}`;
      return `stale, because ${why}${since}${expected}${expected_by === "own rhythm" ? ", by its own rhythm" : ""}`;
    }
    case "never_connected":
      return `never connected, because ${why}: its measures have no value`;
  }
}

/** A config may say hours. */
const daysText = (days: number): string =>
  days < 2 && !Number.isInteger(days)
    ? plural(Math.round(days * 24), "hour")
    : plural(Math.round(days), "day");

function countsOf(report: StreamReport): string {
  const { landed, unreadable, empty, elements, filtered, rejected, too_late, unmatched } = report;
  const ofLists = { elements, "without elements": empty };
  const further = { ...ofLists, unreadable, filtered, rejected, "too late": too_late, unmatched };
  const counts = Object.entries(further).filter(([, rows]) => rows > 0);
  if (landed + unreadable === 0) return "";
  return [`${landed + unreadable} read`, ...counts.map(([what, rows]) => `${rows} ${what}`)].join(", ");
}
