import { isPlainName } from "../dialect/names.ts";

/** A path as an SQL expression names it: quoted unless it is plain. */
export const sqlPath = (path: string): string =>
  path.split(".").every(isPlainName) ? path : `"${path.replaceAll('"', '""')}"`;
