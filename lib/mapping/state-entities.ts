import type { Config } from "../config/schema.ts";
import { type Entity, entities, entityNames } from "../entities.ts";

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

/** The entities with a stream of full snapshots. */
export function entitiesInSnapshots({ sources }: Pick<Config, "sources">): readonly Entity[] {
  const streams = sources.flatMap((source) => Object.values(source.streams));
  const names = new Set(streams.flatMap(({ entity, mode }) => (mode === "full" ? [entity] : [])));
  return stateEntities.filter(({ name }) => names.has(name));
}
