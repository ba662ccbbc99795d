import type { Config } from "../../config/schema.ts";
import { emptySelect } from "../../models/empty-select.ts";
import { generatedModel } from "../../models/generated.ts";
import type { Column, Model } from "../../models/model.ts";
import { hasAccountKeys } from "../staged/staged-columns.ts";
import { stagedTable } from "../staged/staged-models.ts";
import { type NamedStream, namedStreams } from "../staged/stream-sql.ts";
import { literal } from "../text.ts";
import { isOf, type Join, joinsOf } from "./joins.ts";

const columns: readonly Column[] = [
  { name: "source", type: "varchar", comment: "the source, by its name in the config" },
  { name: "stream", type: "varchar", comment: "the stream within the source" },
  { name: "landed_on", type: "date", comment: "the date they landed on" },
  { name: "unjoined_to", type: "varchar", comment: "the stream in which no row has the key of one of them" },
  { name: "record_id", type: "varchar", comment: "the record's id in that row" },
  { name: "row_count", type: "bigint", comment: "the number of rows" },
];

/** A stream whose rows need rows of the same key in others. */
interface Need extends NamedStream {
  readonly partners: readonly Partner[];
}

interface Partner {
  readonly stream: string;
  /** FROM and WHERE of its rows. */
  readonly rows: string;
}

/**
 * `unjoined_rows`: the usable rows of this run that add fields to a record which is not known, and those of records
 * whose required fields are given by a joined stream that has no row of them. Both wait for the other row. A row that
 * is unmatched for its account's key already is not counted again.
 */
export function unjoinedRowsModel(config: Pick<Config, "sources">): Model {
  const needs = needsOf(config);
  return generatedModel({
    table: "unjoined_rows",
    stage: { number: 5, name: "entities" },
    header: {
      ...{
        grain: "one row per stream and landing date with rows of this run that have no partner in a join.",
      },
      ...{ kind: "increment", readers: "internal", columns },
    },
    select: needs.length === 0 ? noRows : rowsSql(needs),
    origin: "lib/mapping/records/unjoined-rows-model.ts",
  });
}

const noRows = `with unjoined_rows as (\n${emptySelect(columns)}\n)\n\nselect * from unjoined_rows`;

const needsOf = (config: Pick<Config, "sources">): readonly Need[] => {
  const joins = joinsOf(config);
  return namedStreams(config).flatMap((named) => {
    const { source, stream, mapping } = named;
    const records: readonly Partner[] =
      mapping.join === undefined
        ? []
        : [
            {
              stream: mapping.join,
              rows: `${mapping.entity}_records\n    where ${isOf({ source, stream: mapping.join })}\n        and `,
            },
          ];
    const givers = joins.filter(
      (join) => join.source === source && join.to === stream && givesRequiredField(join),
    );
    const partners = [
      ...records,
      ...givers.map((join) => ({ stream: join.stream, rows: `${join.table}\n    where ` })),
    ];
    return partners.length === 0 ? [] : [{ ...named, partners }];
  });
};

const givesRequiredField = ({ entity, mapping }: Join): boolean =>
  entity.fields.some(({ name, isRequired }) => isRequired && name !== entity.key && name in mapping.fields);

function rowsSql(needs: readonly Need[]): string {
  const union = needs.map(({ source, stream }) => `    select * from unjoined_${source}_${stream}`);
  return `with unmatched_keys as (
    select account_key
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
        and coalesce(matched_by = 'record', account_id is null)
),

${needs.map(unjoinedSql).join(",\n\n")},

all_unjoined as (
${union.join("\n    union all\n")}
),

unjoined_rows as (
    select
        source,
        stream,
        landed_on,
        min_by(unjoined_to, record_id) as unjoined_to,
        min(record_id) as record_id,
        count(*) as row_count
    from all_unjoined
    group by source, stream, landed_on
)

select * from unjoined_rows`;
}

function unjoinedSql({ source, stream, mapping, partners }: Need): string {
  const name = `${source}_${stream}`;
  const staged = stagedTable(mapping.entity);
  const known = partners.map((_, index) => `${name}_partners_${index + 1}`);
  const knownRows = partners.map(
    ({ rows }, index) => `${known[index]} as (
    select distinct record_id
    from ${rows}as_of_date = date '{{ as_of_date }}'
        and deleted_on is null
)`,
  );
  const hasKey = hasAccountKeys(mapping);
  const lines = [
    "    select",
    `        ${staged}.source,`,
    `        ${staged}.stream,`,
    `        ${staged}.landed_on,`,
    `        ${staged}.record_id,`,
    "        case",
    ...partners.map(
      (partner, index) =>
        `            when ${known[index]}.record_id is null then ${literal(partner.stream)}`,
    ),
    "        end as unjoined_to",
    `    from ${staged}`,
    ...known.map((each) => `    left join ${each}\n        on ${each}.record_id = ${staged}.record_id`),
    ...(hasKey
      ? [`    left join unmatched_keys\n        on unmatched_keys.account_key = ${staged}.account_key`]
      : []),
    `    where ${staged}.as_of_date = date '{{ as_of_date }}'`,
    `        and ${isOf({ source, stream }, `${staged}.`)}`,
    `        and ${staged}.reject_reason is null`,
    `        and not ${staged}.is_outline`,
    `        and (${known.map((each) => `${each}.record_id is null`).join(" or ")})`,
    ...(hasKey
      ? [`        and ${staged}.account_key is not null`, "        and unmatched_keys.account_key is null"]
      : []),
  ];
  return [...knownRows, `unjoined_${name} as (\n${lines.join("\n")}\n)`].join(",\n\n");
}
