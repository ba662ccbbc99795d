/** A mistake in a measure's file; lines count from 1. */
export interface MeasureProblem {
  readonly file: string;
  readonly line: number;
  /** The content of that line. */
  readonly found: string;
  readonly message: string;
}

interface MeasureFile {
  readonly file: string;
  readonly sql: string;
}

export const problemAt = ({ file, sql }: MeasureFile, line: number, message: string): MeasureProblem => ({
  ...{ file, line, message },
  found: (sql.split("\n")[line - 1] ?? "").trim(),
});
