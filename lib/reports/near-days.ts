/** Such as `; the nearest published days are 2026-05-01 and 2026-05-04`. @param days published days, oldest first */
export function nearDays(days: readonly string[], wanted: string): string {
  const near = [days.findLast((day) => day < wanted), days.find((day) => day > wanted)].filter(
    (day) => day !== undefined,
  );
  if (near.length === 0) return "; no earlier day is";
  return `; the nearest published ${near.length === 1 ? "day is" : "days are"} ${near.join(" and ")}`;
}
