import type { MeasureDefinition } from "../scoring/measures.ts";

/** A measure of the project's own: `measures/<name>.sql`, checked. */
export interface OwnMeasure {
  readonly definition: MeasureDefinition;
  /** The SELECT of (account_id, value, sample_size, observed_at), or with a word for the value, with its placeholders. */
  readonly sql: string;
  /** The file in the project, such as `measures/logins_per_seat.sql`. */
  readonly file: string;
}
