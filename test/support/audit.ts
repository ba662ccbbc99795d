import { shippedAudits } from "../../lib/mapping/shipped/shipped-sql.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { type GivenRun, overGivenRows } from "./given.ts";

const shipped = await shippedAudits();

/** The bad rows that an audit of sql/audits finds among given rows; none if all is well. */
export async function badRowsOf(name: string, run: GivenRun): Promise<Row[]> {
  const audit = shipped.find((each) => each.name === name);
  if (audit === undefined) throw new Error(`no audit is called ${name}`);
  return overGivenRows(audit, run);
}
