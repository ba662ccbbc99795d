import { entities } from "../../entities.ts";
import { nearest } from "../../nearest.ts";
import type { NamedStream, Part, Parts } from "../parts.ts";
import { type Finding, oneOf } from "../problem.ts";

/** The streams that add fields to the records of a stream. */
export const joinedTo = (
  { source, name }: NamedStream,
  streams: readonly Part<NamedStream>[],
): readonly NamedStream[] =>
  streams.map(({ value }) => value).filter((value) => value.source === source && value.join === name);

/** A stream with `join`: the stream that it names, and the fields that it adds to its records. */
export function joinFindings(part: Part<NamedStream>, streams: Parts<NamedStream>): readonly Finding[] {
  const { path, value } = part;
  if (value.join === undefined) return [];
  const target = streams.parts.find(
    (each) => each.value.source === value.source && each.value.name === value.join,
  );
  const unfit = target === undefined ? undefined : reasonAgainst(value, target.value);
  const at = { path: [...path, "join"], found: value.join, expected: "another stream of the source" };
  if (target === undefined) {
    if (!streams.isWhole) return [];
    const names = streams.parts.flatMap(({ value: { source, name, entity, join } }) =>
      source === value.source && entity === value.entity && join === undefined && name !== value.name
        ? [name]
        : [],
    );
    const expected = names.length === 0 ? at.expected : oneOf(names);
    return [{ ...at, expected, nearest: nearest(value.join, names) }];
  }
  if (unfit !== undefined) return [{ ...at, reason: unfit }];
  return [...ownFieldFindings(part), ...sharedFieldFindings(part, target.value, streams.parts)];
}

function reasonAgainst(part: NamedStream, target: NamedStream): string | undefined {
  const { key, kind } = entities[part.entity];
  if (target.name === part.name) return "a stream cannot join itself";
  if (target.entity !== part.entity)
    return `${target.name} has ${target.entity}, and this stream is ${part.entity}`;
  if (kind === "events") return "events have all their fields in one row: join is for records";
  if (target.join !== undefined)
    return `${target.name} adds fields to ${target.join} itself: join ${target.join}`;
  if (part.each !== undefined) return "the rows of a stream with each are records of their own";
  if (target.fields[key] === undefined || part.fields[key] === undefined)
    return `both streams need ${key}, by which their rows are matched`;
  return undefined;
}

/** Fields by which rows are matched and ordered; each stream has its own. */
const isOfRow = (field: string, { entity }: NamedStream): boolean =>
  field === entities[entity].key || field === "updated_at";

function ownFieldFindings({ path, value }: Part<NamedStream>): readonly Finding[] {
  const attributes = Object.keys(value.attributes);
  const known = entities[value.entity].fields;
  const personal = known.filter(
    ({ name, heldIn }) => heldIn === "people" && value.fields[name] !== undefined,
  );
  return [
    ...(Object.keys(value.fields).some((field) => !isOfRow(field, value))
      ? []
      : [
          {
            ...{ path: [...path, "fields"], found: Object.keys(value.fields).join(", ") },
            expected: `a field to add to the records of ${value.join}`,
          },
        ]),
    ...(attributes.length === 0
      ? []
      : [
          {
            ...{ path: [...path, "attributes"], found: attributes.join(", "), expected: "no attributes" },
            reason: `attributes are read from the records themselves: map them in ${value.join}`,
          },
        ]),
    ...personal.map(({ name }) => ({
      ...{ path: [...path, "fields", name], found: name, isKey: true, expected: `${name} in ${value.join}` },
      reason: `people are read from one stream: map ${name} in ${value.join}`,
    })),
  ];
}

/** A field has one source: the record, or one of the streams that are joined to it. */
function sharedFieldFindings(
  { path, value }: Part<NamedStream>,
  target: NamedStream,
  streams: readonly Part<NamedStream>[],
): readonly Finding[] {
  const siblings = joinedTo(target, streams);
  const before = [
    target,
    ...siblings.slice(
      0,
      siblings.findIndex(({ name }) => name === value.name),
    ),
  ];
  return Object.keys(value.fields).flatMap((field): readonly Finding[] => {
    const other = before.find(({ fields }) => fields[field] !== undefined);
    if (other === undefined || isOfRow(field, value)) return [];
    const reason = `${other.name} maps ${field} already: only one of the two can give it`;
    return [
      { path: [...path, "fields", field], found: field, isKey: true, expected: "another field", reason },
    ];
  });
}
