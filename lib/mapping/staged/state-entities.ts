import type { Config, Stream } from "../../config/schema.ts";
import { type Entity, entities, entityNames } from "../../entities.ts";

/** The entities whose rows change and are merged into `<entity>_records`. */
export const stateEntities: readonly Entity[] = entityNames
  .map((name) => entities[name])
  .filter(({ kind }) => kind === "state");

/** One SELECT an entity, put together. */
export const unionOf = (
  of: readonly Entity[],
  select: (entity: Entity) => string,
  union: "union all" | "union" = "union all",
): string => of.map(select).join(`\n    ${union}\n`);

/** The entities with a stream of records in full snapshots. */
export const entitiesInSnapshots = (config: Pick<Config, "sources">): readonly Entity[] =>
  entitiesWith(config, ({ mode, join }) => mode === "full" && join === undefined);

/** The entities with a stream of elements of records that change: a newer version of a record replaces them all. */
export const entitiesInElements = (config: Pick<Config, "sources">): readonly Entity[] =>
  entitiesWith(config, hasElements);

/** Whether the rows of a stream are elements of records that change. */
export const hasElements = ({ each, mode }: Pick<Stream, "each" | "mode">): boolean =>
  each !== undefined && mode === "upsert";

function entitiesWith(
  { sources }: Pick<Config, "sources">,
  isMeant: (stream: Stream) => boolean,
): readonly Entity[] {
  const streams = sources.flatMap((source) => Object.values(source.streams));
  const names = new Set(streams.filter(isMeant).map(({ entity }) => entity));
  return stateEntities.filter(({ name }) => names.has(name));
}
