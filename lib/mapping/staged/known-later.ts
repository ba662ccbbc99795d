import type { Stream } from "../../config/schema.ts";
import { type Entity, entities } from "../../entities.ts";
import { type FieldSql, isImmutable } from "../cells/field-sql.ts";

/**
 * The fields that a partial version may have besides dates of facts; planned dates change and are only known
 * later.
 */
const planFields = ["renewal_on"];

/** Whether its records were partly known before they landed. */
export const isHistory = ({ kind }: Entity, { backdate }: Stream): boolean =>
  backdate !== undefined && kind === "state";

/** Has no meaning by itself, but other fields would be misread without it. */
const unitFields = ["currency"];

/** The fields that a record has from its creation; an account's parent may change. */
function isName({ name: entity, key }: Entity, field: string): boolean {
  if (entity === "account_links" || field === key || unitFields.includes(field)) return true;
  if (field === "domain") return entity === "accounts";
  return field.endsWith("_id") && field !== "parent_account_id";
}

/** Dates of facts are hidden until they come by the models themselves. */
export function isKnownFromTheStart(
  entity: Entity,
  { name, type, isImmutable }: Pick<FieldSql, "name" | "type" | "isImmutable">,
): boolean {
  const isDate = type === "date" || type === "timestamp(3)";
  return isImmutable || isName(entity, name) || (isDate && !planFields.includes(name));
}

/** The mapped fields of a backdated stream that are null on the days before the day on which they land. */
export function fieldsKnownLater(stream: Stream): readonly string[] {
  const entity = entities[stream.entity];
  if (!isHistory(entity, stream)) return [];
  return entity.fields.flatMap(({ name, type }) => {
    const mapping = stream.fields[name];
    if (mapping === undefined) return [];
    return isKnownFromTheStart(entity, { name, type, isImmutable: isImmutable(mapping) }) ? [] : [name];
  });
}
