import type { Column } from "../../../lib/models/model.ts";
import type { Row } from "../../../lib/warehouse/warehouse.ts";
import type { GivenRow } from "../../support/given.ts";

/** The columns of account_attributes, whose model is generated from a config. */
export const accountAttributes: Readonly<Record<string, readonly Column[]>> = {
  account_attributes: ["account_id", "attribute", "value"].map((name) => ({
    ...{ name, type: "varchar", comment: "" },
  })),
};

/** The cells of an account: in `all`, and in a segment. */
export const cells = (account_id: string, segment: string, more: GivenRow = {}): GivenRow[] => [
  { account_id, dimension: "all", dimension_value: "all", ...more },
  { account_id, dimension: "segment", dimension_value: segment, ...more },
];

/** Each account's segment by month, as `account month segment`. */
export const segments = (rows: readonly Row[]): string[] =>
  rows
    .filter((row) => row.dimension === "segment")
    .map((row) =>
      [row.account_id, row.month, row.dimension_value].filter((part) => part !== undefined).join(" "),
    )
    .toSorted();
