import type { Config } from "../../config/schema.ts";
import type { Entity, EntityName } from "../../entities.ts";
import { generatedModel } from "../../models/generated.ts";
import type { Column, Model } from "../../models/model.ts";
import { filtered } from "../cells/cell-problems.ts";
import { stagedTable } from "../staged/staged-models.ts";
import { entitiesInSnapshots, stateEntities, unionOf } from "../staged/state-entities.ts";
import { type Join, joinsOf } from "./joins.ts";

const count = (name: string, comment: string): Column => ({ name, type: "bigint", comment });

const columns: readonly Column[] = [
  { name: "source", type: "varchar", comment: "the source, by its name in the config" },
  { name: "stream", type: "varchar", comment: "the stream within the source" },
  { name: "entity", type: "varchar", comment: "the entity that the stream provides" },
  count("current", "rows of this run that are the latest version of their record, or will be on a later day"),
  count("superseded", "rows of this run replaced by a later version of their record or by a newer snapshot"),
  count("duplicate", "rows of this run that repeat another row of the record"),
  count("filtered", "rows of this run that the mapping filters out"),
  count("records_before", "records of a full stream before this run"),
  count("records_lost", "of those, records missing in this run"),
];

/**
 * `record_counts`: counts of the rows of every state stream, and the losses of its full snapshots. Generated because
 * only entities that the config brings in full snapshots have their earlier records read.
 */
export function recordCountsModel(config: Pick<Config, "sources">): Model {
  const grain = "one row per stream of records in the config: counts of the rows that this run read.";
  return generatedModel({
    table: "record_counts",
    stage: { number: 5, name: "entities" },
    header: { grain, kind: "increment", readers: "internal", columns },
    select: countsSql(entitiesInSnapshots(config), joinsOf(config)),
    origin: "lib/mapping/records/record-counts-model.ts",
  });
}

const stagedRows = () =>
  unionOf(
    stateEntities,
    ({ name }) => `    select
        '${name}' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on
    from ${stagedTable(name)}
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
        and not is_outline`,
  );

const filteredRows = () =>
  unionOf(
    stateEntities,
    ({ name }) => `    select
        source,
        stream
    from ${stagedTable(name)}
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason = '${filtered}'`,
  );

const recordRows = (joins: readonly Join[]) =>
  [
    unionOf(stateEntities, ({ name }) => mergedRows(name, `${name}_records`)),
    ...joins.map(({ entity, table }) => mergedRows(entity.name, table)),
  ].join("\n    union all\n");

const mergedRows = (entity: EntityName, table: string): string => `    select
        '${entity}' as entity,
        source,
        stream,
        record_id,
        updated_at,
        content_hash,
        landed_on,
        load_id,
        deleted_on
    from ${table}
    where as_of_date = date '{{ as_of_date }}'`;

/** Only snapshots lose records; streams of changes need no comparison. */
const liveBefore = (inSnapshots: readonly Entity[], joins: readonly Join[]) =>
  [
    unionOf(
      // An empty union is invalid SQL, so one entity without losses stands in.
      inSnapshots.length === 0 ? stateEntities.slice(0, 1) : inSnapshots,
      ({ name }) => liveRows(name, `${name}_records`),
    ),
    ...joins
      .filter(({ mapping }) => mapping.mode === "full")
      .map(({ entity, table }) => liveRows(entity.name, table)),
  ].join("\n    union all\n");

const liveRows = (entity: EntityName, table: string): string => `    select
        '${entity}' as entity,
        source,
        stream,
        record_id
    from history_${table}
    where as_of_date = date '{{ previous_date }}'
        and deleted_on is null`;

const countsSql = (inSnapshots: readonly Entity[], joins: readonly Join[]) => `with known_streams as (
    select
        source,
        stream,
        entity,
        mode
    from streams
    where as_of_date = date '{{ as_of_date }}'
        and entity <> 'usage'
),

batches as (
    select
        source,
        stream,
        load_id,
        landed_on
    from run_batches
    where as_of_date = date '{{ as_of_date }}'
),

staged_rows as (
${stagedRows()}
),

filtered_rows as (
${filteredRows()}
),

filtered_counts as (
    select
        source,
        stream,
        count(*) as filtered
    from filtered_rows
    group by source, stream
),

record_rows as (
${recordRows(joins)}
),

live_before as (
${liveBefore(inSnapshots, joins)}
),

versions as (
    select
        entity,
        source,
        stream,
        record_id,
        coalesce(updated_at, timestamp '0001-01-01 00:00:00') as updated_at,
        content_hash,
        count(*) as times,
        max(landed_on) as landed_on
    from staged_rows
    group by entity, source, stream, record_id, updated_at, content_hash
),

current_versions as (
    select distinct
        record_rows.entity,
        record_rows.source,
        record_rows.stream,
        record_rows.record_id,
        coalesce(record_rows.updated_at, timestamp '0001-01-01 00:00:00') as updated_at,
        record_rows.content_hash
    from record_rows
    inner join batches
        on batches.source = record_rows.source
        and batches.stream = record_rows.stream
        and batches.load_id = record_rows.load_id
        and batches.landed_on = record_rows.landed_on
),

current_counts as (
    select
        source,
        stream,
        count(*) as current_rows
    from current_versions
    group by source, stream
),

other_versions as (
    select
        versions.entity,
        versions.source,
        versions.stream,
        versions.record_id,
        versions.landed_on
    from versions
    left join current_versions
        on current_versions.entity = versions.entity
        and current_versions.source = versions.source
        and current_versions.stream = versions.stream
        and current_versions.record_id = versions.record_id
        and current_versions.updated_at = versions.updated_at
        and current_versions.content_hash = versions.content_hash
    where current_versions.record_id is null
),

known_records as (
    select distinct
        other_versions.entity,
        other_versions.source,
        other_versions.record_id
    from other_versions
    inner join record_rows
        on record_rows.entity = other_versions.entity
        and record_rows.source = other_versions.source
        and record_rows.record_id = other_versions.record_id
),

newest_landings as (
    select
        source,
        stream,
        max(coalesce(deleted_on, landed_on)) as seen_on
    from record_rows
    group by source, stream
),

superseded_counts as (
    select
        other_versions.source,
        other_versions.stream,
        count(*) as superseded
    from other_versions
    left join known_records
        on known_records.entity = other_versions.entity
        and known_records.source = other_versions.source
        and known_records.record_id = other_versions.record_id
    left join newest_landings
        on newest_landings.source = other_versions.source
        and newest_landings.stream = other_versions.stream
    where known_records.record_id is not null
        or other_versions.landed_on < newest_landings.seen_on
    group by other_versions.source, other_versions.stream
),

repeated_counts as (
    select
        source,
        stream,
        sum(times - 1) as repeated
    from versions
    group by source, stream
),

deleted_now as (
    select distinct
        entity,
        source,
        stream,
        record_id
    from record_rows
    where deleted_on is not null
),

losses as (
    select
        live_before.source,
        live_before.stream,
        live_before.entity,
        count(*) as records_before,
        count(deleted_now.record_id) as records_lost
    from live_before
    inner join known_streams
        on known_streams.source = live_before.source
        and known_streams.stream = live_before.stream
        and known_streams.entity = live_before.entity
        and known_streams.mode = 'full'
    left join deleted_now
        on deleted_now.entity = live_before.entity
        and deleted_now.source = live_before.source
        and deleted_now.stream = live_before.stream
        and deleted_now.record_id = live_before.record_id
    group by live_before.source, live_before.stream, live_before.entity
),

record_counts as (
    select
        known_streams.source,
        known_streams.stream,
        known_streams.entity,
        coalesce(current_counts.current_rows, 0) as current,
        coalesce(superseded_counts.superseded, 0) as superseded,
        cast(coalesce(repeated_counts.repeated, 0) as bigint) as duplicate,
        coalesce(filtered_counts.filtered, 0) as filtered,
        coalesce(losses.records_before, 0) as records_before,
        coalesce(losses.records_lost, 0) as records_lost
    from known_streams
    left join current_counts
        on current_counts.source = known_streams.source
        and current_counts.stream = known_streams.stream
    left join superseded_counts
        on superseded_counts.source = known_streams.source
        and superseded_counts.stream = known_streams.stream
    left join repeated_counts
        on repeated_counts.source = known_streams.source
        and repeated_counts.stream = known_streams.stream
    left join filtered_counts
        on filtered_counts.source = known_streams.source
        and filtered_counts.stream = known_streams.stream
    left join losses
        on losses.source = known_streams.source
        and losses.stream = known_streams.stream
)

select * from record_counts`;
