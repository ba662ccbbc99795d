import { type Entity, entities, entityNames } from "../entities.ts";

/** The entities whose rows change and are merged into `<entity>_records`. */
export const stateEntities: readonly Entity[] = entityNames
  .map((name) => entities[name])
  .filter(({ kind }) => kind === "state");

/** One SELECT an entity, put together. */
export const unionOf = (of: readonly Entity[], select: (entity: Entity) => string): string =>
  of.map(select).join("\n    union all\n");
