import { expect, test } from "vitest";
import { stringify } from "yaml";
import { entities } from "../../lib/entities.ts";
import { isBeside, type PresetStream } from "../../lib/layouts/preset.ts";
import { loadPresets } from "../../lib/layouts/presets.ts";
import { parseConfig } from "../../lib/project/load.ts";

const presets = await loadPresets();
const streams = presets.flatMap((preset) =>
  Object.entries(preset.streams).map(([name, stream]): [string, PresetStream] => [
    `${preset.name}.${name}`,
    stream,
  ]),
);

test("presets come from files with the name of their product", () => {
  expect(presets.length).toBeGreaterThanOrEqual(5);
  for (const { name, source } of presets) expect(name.startsWith(source)).toBe(true);
});

test.each(streams)("%s maps fields of its entity to what check accepts", (name, { stream, fields }) => {
  const mappings = Object.entries(fields).map(([field, candidates]) => [field, [candidates].flat()] as const);
  const most = Math.max(...mappings.map(([, each]) => each.length));
  for (let place = 0; place < most; place += 1) {
    const chosen = {
      ...(stream.join === undefined ? { account_id: "id" } : {}),
      ...Object.fromEntries(mappings.map(([field, each]) => [field, each[place] ?? each[0]])),
    };
    expect(() =>
      parseConfig(
        configWith(name.split(".")[1] ?? "", {
          ...stream,
          ...{ where: [stream.where].flat()[0], path: "a.ndjson", fields: chosen },
        }),
      ),
    ).not.toThrow();
  }
});

/** A config with a stream, and with accounts beside it. */
const configWith = (name: string, stream: PresetStream["stream"]): string =>
  stringify({
    ...{ company: "Given", currency: "USD" },
    sources: [
      {
        name: "crm",
        kind: "files",
        streams: {
          accounts: { path: "b.csv", mode: "full", entity: "accounts", fields: { account_id: "id" } },
        },
      },
      { name: "given", kind: "files", streams: { ...joined(stream), [name]: stream } },
    ],
    scorecards: [
      {
        name: "only",
        components: {
          usage: {
            weight: 1,
            measures: {
              active_days_28d: {
                points: [
                  [0, 0],
                  [20, 100],
                ],
              },
            },
          },
        },
      },
    ],
  });

test.each(streams)("%s has a note for fields that it maps alone", (_, { notes, fields }) => {
  expect(Object.keys(notes).filter((field) => !(field in fields))).toEqual([]);
});

/** The records that a stream with `join` adds fields to. */
const joined = ({ join, entity }: PresetStream["stream"]): object => {
  if (typeof join !== "string") return {};
  const required = entities[entity].fields.filter(({ isRequired }) => isRequired);
  const fields = Object.fromEntries(required.map(({ name }) => [name, name]));
  return { [join]: { path: "c.ndjson", mode: "upsert", entity, fields } };
};

/** Whose record it is may be anywhere: the values tell. */
test.each(streams)("%s maps all required fields of its entity but the account", (_, { stream, fields }) => {
  if (stream.join !== undefined) return expect(fields).toHaveProperty(entities[stream.entity].key);
  const required = entities[stream.entity].fields.filter(
    ({ name, isRequired }) => isRequired && name !== "account_id",
  );
  expect(required.filter(({ name }) => !(name in fields)).map(({ name }) => name)).toEqual([]);
});

test("a stream beside another one names a stream of its preset", () => {
  for (const { streams } of presets)
    for (const stream of Object.values(streams))
      if (isBeside(stream)) expect(Object.keys(streams)).toContain(stream.beside);
});
