import { formatHeader, type Header } from "./header.ts";
import type { Model, Stage } from "./model.ts";

interface Generated {
  readonly table: string;
  readonly stage: Stage;
  readonly header: Header;
  /** The SELECT, with its placeholders. */
  readonly select: string;
  readonly origin: string;
}

/** A generated model; it starts with a header, like a model in `sql/`. */
export const generatedModel = ({ table, stage, header, select, origin }: Generated): Model => ({
  ...{ table, stage, ...header, origin },
  sql: `${formatHeader({ ...header, origin })}\n${select.trimEnd()}\n`,
});
