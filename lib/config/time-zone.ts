const day = 86_400_000;

/** The clocks of a zone are certain from here on: no history before 1970 is agreed on, and no date is after 9999. */
export const firstCertainClock = "1970-01-02 00:00:00";
export const lastCertainClock = "9999-12-30 00:00:00";

/** Zones of 2025, which engines with older zones do not know. */
const tooNew: readonly string[] = ["America/Coyhaique"];

/** The name by which all engines know an IANA time zone; undefined for an unknown one, and for an offset. */
export function timeZoneName(timezone: string): string | undefined {
  if (!/^[A-Za-z]/.test(timezone)) return undefined;
  try {
    const name = new Intl.DateTimeFormat("en", { timeZone: timezone }).resolvedOptions().timeZone;
    return tooNew.includes(name) ? undefined : name;
  } catch {
    return undefined;
  }
}

/**
 * Reads a time on the clocks of a zone, given and returned in milliseconds as if it were UTC. A time that the
 * clocks skip is as much later as they are put forward; of a time that they show twice, the first counts. SQL reads
 * times by the same rule: `lib/mapping/cells/zoned-sql.ts`.
 */
export function clockReader(timezone: string): (clock: number) => number {
  const offsetAt = offsetReader(timezone);
  const [first, last] = [firstCertainClock, lastCertainClock].map((text) => Date.parse(`${text}Z`));
  return (clock) => {
    if (!(clock >= (first ?? 0) && clock <= (last ?? 0))) return clock;
    const [before, after] = [offsetAt(clock - day), offsetAt(clock + day)];
    if (before === after) return clock - before;
    const [earlier, later] = [clock - before, clock - after];
    return offsetAt(later) === after && offsetAt(earlier) !== before ? later : earlier;
  };
}

/** How far the clocks of a zone are ahead of UTC at an instant; the offset of a day without a change is kept. */
function offsetReader(timeZone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat("en", {
    ...{ timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  });
  const measured = (instant: number): number => {
    const parts = Object.fromEntries(
      format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day: date = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, date, hour, minute, second) - Math.floor(instant / 1000) * 1000;
  };
  const ofDays = new Map<number, number | undefined>();
  return (instant) => {
    const start = Math.floor(instant / day) * day;
    if (!ofDays.has(start)) {
      const offset = measured(start);
      ofDays.set(start, measured(start + day) === offset ? offset : undefined);
    }
    return ofDays.get(start) ?? measured(instant);
  };
}
