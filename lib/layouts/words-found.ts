import { type EntityName, entities } from "../entities.ts";
import { pathsOfMapping } from "../preview/mapped-paths.ts";
import { meaningOf } from "../words/vocabulary.ts";
import { columnsOf, rowsOf } from "./columns.ts";
import type { DraftStream } from "./draft-types.ts";

/** How often the texts of a mapped field came, over all streams that map it. */
export function textsOf(streams: readonly DraftStream[], field: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { fields, sample, settings } of streams) {
    const mapping = fields[field]?.mapping;
    const path = mapping === undefined ? undefined : pathsOfMapping(mapping)[0];
    if (path === undefined) continue;
    const each = settings.each?.value;
    const records = sample.files.flatMap((file) => file.records);
    const { byPath } = columnsOf(rowsOf(records, typeof each === "string" ? each : undefined));
    for (const [text, count] of byPath.get(path.toLowerCase())?.values ?? [])
      counts.set(text, (counts.get(text) ?? 0) + count);
  }
  return counts;
}

/** What the sampled words of a field mean, in the streams of an entity. */
export function meaningsFound(
  streams: readonly DraftStream[],
  entity: EntityName,
  field: string,
): ReadonlySet<unknown> {
  const words = entities[entity].fields.find(({ name }) => name === field)?.words;
  return new Set(
    streams.flatMap((stream) => {
      const mapping = stream.entity === entity ? stream.fields[field]?.mapping : undefined;
      if (mapping === undefined || words === undefined) return [];
      if (typeof mapping === "object" && "value" in mapping) return [mapping.value];
      const own = typeof mapping === "object" && "field" in mapping ? mapping.values : undefined;
      return [...textsOf([stream], field).keys()].map((text) => own?.[text] ?? meaningOf(words, text));
    }),
  );
}
