import type { Config, Stream } from "../../config/schema.ts";
import { type Entity, entities } from "../../entities.ts";
import { columnOf, contentColumns, endingField } from "../staged/staged-columns.ts";
import { type NamedStream, namedStreams } from "../staged/stream-sql.ts";
import { literal } from "../text.ts";

/** A stream whose rows add fields to the records of another stream of its source. */
export interface Join extends NamedStream {
  readonly entity: Entity;
  /** The stream that has the records. */
  readonly to: string;
  /** The table of its newest rows. */
  readonly table: string;
  /** The columns of records that it fills. */
  readonly columns: readonly string[];
}

/** The joins of a config, in its order. */
export const joinsOf = (config: Pick<Config, "sources">): readonly Join[] =>
  namedStreams(config).flatMap((named) => {
    const { source, stream, mapping } = named;
    if (mapping.join === undefined) return [];
    const entity = entities[mapping.entity];
    return [
      {
        ...named,
        entity,
        to: mapping.join,
        table: `parts_${source}_${stream}`,
        columns: filledColumns(entity, mapping.fields),
      },
    ];
  });

function filledColumns(entity: Entity, fields: Stream["fields"]): readonly string[] {
  const mapped = entity.fields.filter(({ name }) => name !== entity.key && fields[name] !== undefined);
  const filled = new Set(mapped.flatMap((field) => columnOf(entity, field)?.name ?? []));
  const ending = endingField[entity.name];
  if (ending !== undefined && filled.has(ending)) filled.add(`is_${ending}_mapped`);
  if (filled.has("domain")) filled.add("other_domain");
  return contentColumns(entity).flatMap(({ name }) => (filled.has(name) ? [name] : []));
}

/** Whether a row, with its source and stream, is of a stream. */
export const isOf = (
  { source, stream }: { readonly source: string; readonly stream: string },
  table = "",
): string => `${table}source = ${literal(source)} and ${table}stream = ${literal(stream)}`;

/** What an empty line of `cell_problems` separates: the record's own lines, and those of each stream that is joined. */
const section = "chr(10) || chr(10)";

/** The record's own lines, of an earlier run's record. */
export const ownCellProblems = `nullif(split_part(cell_problems, ${section}, 1), '')`;

/** The CTE `to`: the rows of `from` with the fields that the joined streams give them. */
export function joinedSql(
  joins: readonly Join[],
  { names, from, to }: { readonly names: readonly string[]; readonly from: string; readonly to: string },
): string {
  const read = joins.map(
    ({ source, stream, table, columns }) => `${source}_${stream} as (
    select
        record_id,
        cell_problems,
        ${columns.join(",\n        ")}
    from ${table}
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
)`,
  );
  const columns = [...names, "deleted_on"].map((name) => columnSql(joins, name, from));
  const matches = joins.map(
    ({ source, stream, to: record }) => `    left join ${source}_${stream}
        on ${source}_${stream}.record_id = ${from}.record_id
        and ${isOf({ source, stream: record }, `${from}.`)}`,
  );
  return [
    ...read,
    [
      `${to} as (\n    select`,
      `        ${columns.join(",\n        ")}`,
      `    from ${from}`,
      ...matches,
      ")",
    ].join("\n"),
  ].join(",\n\n");
}

function columnSql(joins: readonly Join[], name: string, from: string): string {
  if (name === "cell_problems") {
    const added = joins.map(
      ({ source, stream }) => `coalesce(${section} || ${source}_${stream}.cell_problems, '')`,
    );
    return `nullif(${[`coalesce(${from}.cell_problems, '')`, ...added].join(" || ")}, '') as cell_problems`;
  }
  const filling = joins.filter(({ columns }) => columns.includes(name));
  if (filling.length === 0) return `${from}.${name}`;
  const whens = filling.map(({ source, stream, to }) => {
    const value = `${source}_${stream}.${name}`;
    const given = name.startsWith("is_") && name.endsWith("_mapped") ? `coalesce(${value}, false)` : value;
    return `            when ${isOf({ source, stream: to }, `${from}.`)} then ${given}`;
  });
  return ["case", ...whens, `            else ${from}.${name}`, `        end as ${name}`].join("\n");
}
