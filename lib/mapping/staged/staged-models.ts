import type { Config } from "../../config/schema.ts";
import { type Entity, type EntityName, entities, entityNames } from "../../entities.ts";
import { emptySelect } from "../../models/empty-select.ts";
import { generatedModel } from "../../models/generated.ts";
import type { Column, Model } from "../../models/model.ts";
import { type EntityShape, stagedColumns } from "./staged-columns.ts";
import { hasElements } from "./state-entities.ts";
import { type NamedStream, namedStreams, streamSql } from "./stream-sql.ts";

/** The `staged_<entity>` of every entity: the typed rows of its streams; empty without streams. */
export function stagedModels(config: Pick<Config, "sources">): readonly Model[] {
  const streams = namedStreams(config);
  return entityNames.map((name) =>
    stagedModel(
      entities[name],
      streams.filter(({ mapping }) => mapping.entity === name),
    ),
  );
}

export const stagedTable = (entity: EntityName): string => `staged_${entity}`;

function stagedModel(entity: Entity, streams: readonly NamedStream[]): Model {
  const shape = { hasElements: streams.some(({ mapping }) => hasElements(mapping)) };
  const columns = stagedColumns(entity, shape);
  const grain = `one row per record that this run read, and one more for what is known of it earlier.`;
  const origins = streams.map(({ source, stream }) => `sources.${source}.streams.${stream}`);
  return generatedModel({
    table: stagedTable(entity.name),
    stage: { number: 2, name: "staged" },
    header: { grain, kind: "increment", readers: "internal", columns },
    select: streams.length === 0 ? emptySql(columns) : unionSql(entity, { streams, shape }),
    origin: `bellwether.yaml: ${origins.join(", ") || `no stream brings ${entity.name}`}`,
  });
}

function unionSql(
  entity: Entity,
  { streams, shape }: { readonly streams: readonly NamedStream[]; readonly shape: EntityShape },
): string {
  const each = streams.map((stream) => streamSql(entity, stream, shape));
  const union = each.map(({ name }) => `    select * from ${name}`).join("\n    union all\n");
  return [
    `with ${each.map(({ ctes }) => ctes).join(",\n\n")},\n`,
    `staged as (\n${union}\n)\n`,
    "select * from staged",
  ].join("\n");
}

const emptySql = (columns: readonly Column[]): string =>
  `with staged as (\n${emptySelect(columns)}\n)\n\nselect * from staged`;
