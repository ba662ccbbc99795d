/** What a model may ask of its run; nothing else is ever put into SQL text. */
export interface RunParameters {
  /** The date the run is for, `YYYY-MM-DD`. */
  readonly asOfDate: string;
  /** The date of the run before it in its chain; {@link noPreviousDate} on a first day. */
  readonly previousDate: string;
  readonly runId: string;
}

/** Stands for "no run before": a date before any fact, so that a first day reads an empty past. */
export const noPreviousDate = "0001-01-01";

export class UnknownPlaceholder extends Error {
  override readonly name = "UnknownPlaceholder";
  constructor(origin: string, placeholder: string) {
    super(
      `${origin}: {{ ${placeholder} }} is not a placeholder; the placeholders are as_of_date, previous_date and run_id`,
    );
  }
}

/** The model's SQL for one run. @throws UnknownPlaceholder */
export function render(
  { sql, origin }: { readonly sql: string; readonly origin: string },
  { asOfDate, previousDate, runId }: RunParameters,
): string {
  const values: Record<string, string> = { as_of_date: asOfDate, previous_date: previousDate, run_id: runId };
  return sql.replace(/\{\{\s*([^}]*?)\s*\}\}/g, (_, placeholder: string) => {
    const value = values[placeholder];
    if (value === undefined) throw new UnknownPlaceholder(origin, placeholder);
    return value;
  });
}
