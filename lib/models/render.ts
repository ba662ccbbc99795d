import { comparedDateNames, comparedDates } from "./compared-dates.ts";

/** The values of a run that SQL may contain; nothing else is ever put into SQL text. */
export interface RunParameters {
  /** The date the run is for, `YYYY-MM-DD`. */
  readonly asOfDate: string;
  /** The dates of the chain's days before, oldest first; none on a first day. */
  readonly past: readonly string[];
  readonly runId: string;
}

/** The names that SQL may have between `{{` and `}}`. */
export const placeholders: readonly string[] = ["as_of_date", "run_id", ...comparedDateNames];

export class UnknownPlaceholder extends Error {
  override readonly name = "UnknownPlaceholder";
  constructor(origin: string, placeholder: string) {
    super(`${origin}: ${unknownPlaceholder(placeholder)}`);
  }
}

export const unknownPlaceholder = (name: string): string =>
  `{{ ${name} }} is not a placeholder; the placeholders are ${placeholders.join(", ")}`;

interface Template {
  readonly sql: string;
  readonly origin: string;
}

/** The model's SQL for one run. @throws UnknownPlaceholder */
export const render = (template: Template, { asOfDate, past, runId }: RunParameters): string =>
  renderOn(template, { as_of_date: asOfDate, run_id: runId, ...comparedDates(asOfDate, past) });

/** The SQL with these values for its placeholders, such as for a comparison that no run makes. @throws UnknownPlaceholder */
export function renderOn({ sql, origin }: Template, values: Readonly<Record<string, string>>): string {
  return sql.replace(/\{\{\s*([^}]*?)\s*\}\}/g, (_, placeholder: string) => {
    const value = values[placeholder];
    if (value === undefined) throw new UnknownPlaceholder(origin, placeholder);
    return value;
  });
}
