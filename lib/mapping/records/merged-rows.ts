import type { Entity } from "../../entities.ts";
import { ownCellProblems } from "./joins.ts";

/** What is merged with the rows that earlier runs knew. */
export interface Merged {
  readonly entity: Entity;
  readonly table: string;
  /** The columns of the merged rows, besides those that merging gives them. */
  readonly names: readonly string[];
  readonly hasFormerKey: boolean;
  /** The CTEs that `rows` reads, with a comma after them. */
  readonly ctes: string;
  /** FROM and WHERE of the rows that this run read. */
  readonly rows: string;
  /** Whether earlier rows hold what joined streams gave them. */
  readonly areJoined: boolean;
}

export const formerKey = "former_account_key";
export const isOfRecords = (name: string): boolean => name === "deleted_on" || name === formerKey;

export const listed = (names: readonly string[], prefix = ""): string =>
  names.map((each) => `        ${prefix}${each}`).join(",\n");

/** All that an earlier run knew. */
export const previousSql = ({ table, names, hasFormerKey, areJoined }: Merged): string => `previous as (
    select
${areJoined ? listed(names).replace("cell_problems", `${ownCellProblems} as cell_problems`) : listed(names)},${hasFormerKey ? `\n        ${formerKey},` : ""}
        deleted_on
    from history_${table}
    where as_of_date = date '{{ previous_date }}'
)`;

/** New rows are combined with known records, and the ranking decides. */
export const changesSql = (merged: Merged): string => `with ${merged.ctes}${previousSql(merged)},

versions as (
    select
${listed(merged.names)},
        cast(null as date) as deleted_on
    ${merged.rows}
        and reject_reason is null
    union all
    select
${listed(merged.names)},
        deleted_on
    from previous
),`;
