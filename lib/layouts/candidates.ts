import { builtInSource } from "../config/schema.ts";
import { type EntityName, entities } from "../entities.ts";
import { pathsOfMapping } from "../preview/mapped-paths.ts";
import { type Columns, columnsOfSample } from "./columns.ts";
import type { Candidate, LeftOut } from "./draft-types.ts";
import { isSealed, unwrapped, wrapped } from "./envelope.ts";
import { chosenMapping } from "./fit-field.ts";
import { guessEntity, pathsByName } from "./generic.ts";
import { folded, type Names } from "./names.ts";
import { isBeside, type PresetStream, type System } from "./preset.ts";
import type { NamedPreset } from "./presets.ts";
import { recognise, streamsBeside } from "./recognise.ts";
import type { Sample } from "./sample.ts";

interface Known {
  readonly presets: readonly NamedPreset[];
  readonly names: Names;
  /** The folder of the exports, as the globs begin. */
  readonly from: string;
}

/** The streams that a group of files may be: those of a product's layout, or one that its columns' names show. */
export function candidatesOf(
  sample: Sample,
  { presets, names, from }: Known,
): readonly Candidate[] | LeftOut {
  const { group } = sample;
  const columns = columnsOfSample(sample);
  const found = recognise(columns, group.glob, presets);
  const leftOut = (reason: string): LeftOut => ({ glob: group.glob, files: group.files.length, reason });
  if (found?.status === "unused") return leftOut(`${found.preset.product}'s ${found.name}: ${found.because}`);
  if (found === undefined && isSealed(columns))
    return leftOut(
      "its records are JSON in one cell: let Airbyte write them as columns, or as lines of JSON",
    );
  if (found === undefined)
    return (
      guessed(sample, columns, { names, from }) ?? leftOut(`its columns fit no entity: ${shown(columns)}`)
    );
  const { preset, name, stream, envelope } = found;
  const within = envelope === undefined ? columns : (unwrapped(columns, envelope) ?? columns);
  const beside = streamsBeside(preset, name).filter(([, each]) => isComplete(each, within));
  return [[name, stream] as const, ...beside].map(([each, layout]) =>
    ofPreset(sample, preset, [each, envelope === undefined ? layout : wrapped(layout, envelope)]),
  );
}

function ofPreset(
  sample: Sample,
  { source, system, name: layout }: NamedPreset,
  [name, stream]: readonly [string, PresetStream],
): Candidate {
  const { entity, ...settings } = stream.stream;
  const each = typeof settings.each === "string" ? settings.each : undefined;
  const columns = columnsOfSample(sample, each);
  const where = [settings.where ?? []].flat().find((condition) => hasPaths(columns, condition));
  const { fields, attributes, custom, notes, ask } = stream;
  return {
    ...{ source, system, name, entity, sample, columns, fields, attributes, custom, notes, ask },
    customersBy: stream.customers_by,
    settings: { ...settings, where },
    layout,
    unless: isBeside(stream) ? [] : stream.unless,
    isKnown: true,
  };
}

const hasPaths = ({ byPath }: Columns, sql: string): boolean =>
  pathsOfMapping({ sql }).every((path) => byPath.has(path.toLowerCase()));

/** Whether the records have what a stream beside others needs. */
function isComplete({ stream, fields }: PresetStream, columns: Columns): boolean {
  const required = entities[stream.entity].fields.filter(({ isRequired }) => isRequired);
  const isFound = required.every(({ name }) => {
    const candidates = fields[name];
    return candidates === undefined || chosenMapping(candidates, columns) !== undefined;
  });
  return (
    isFound && (stream.where === undefined || [stream.where].flat().some((sql) => hasPaths(columns, sql)))
  );
}

const mostShown = 12;

const shown = ({ byPath }: Columns): string =>
  [...byPath.values()]
    .slice(0, mostShown)
    .map(({ path }) => path)
    .join(", ");

function guessed(
  sample: Sample,
  columns: Columns,
  { names, from }: Pick<Known, "names" | "from">,
): readonly Candidate[] | undefined {
  const { glob } = sample.group;
  const below = glob.slice(from.length);
  const account = accountByName(columns, names);
  const namesAccount = account.account_id !== undefined;
  const guess = guessEntity(columns, names, { path: below, namesAccount });
  if (guess === undefined) return undefined;
  const { entity } = guess;
  const paths = { ...account, ...guess.paths };
  return [
    {
      ...{ source: sourceName(glob), system: systemOf(entity), name: entity, entity, sample, columns },
      ...{ fields: withSurvey(entity, paths, below), attributes: {}, custom: [], notes: {}, ask: [] },
      layout: undefined,
      unless: [],
      settings: { mode: entities[entity].kind === "events" ? "append" : undefined },
      isKnown: false,
      isUnsure: guess.isUnsure,
    },
  ];
}

/** Names that can only be an account's id, in files about something else. */
function accountByName(columns: Columns, { accounts }: Names): Readonly<Record<string, string>> {
  const own = new Set(["id", "key", "number", "code", "uid", "uuid"]);
  const ids = accounts?.fields.account_id?.filter((name) => !own.has(name)) ?? [];
  return pathsByName(columns, "accounts", {
    account_id: [...ids, "customer", "account", "client", "company"],
  });
}

/** Answers seldom have a column for the kind of survey: the file's name may tell it. */
function withSurvey(entity: EntityName, paths: Readonly<Record<string, string>>, below: string) {
  if (entity !== "survey_responses" || paths.survey !== undefined) return paths;
  const kind = ["nps", "csat", "ces"].find((word) => folded(below).split(" ").includes(word));
  return { ...paths, survey: { value: kind ?? "nps" } };
}

/** The folder of the files as a name. */
function sourceName(glob: string): string {
  const folder = glob
    .split("/")
    .slice(0, -1)
    .findLast((part) => /[a-z]/i.test(part) && !part.includes("{date}"));
  const name = nameOf(folder ?? "files");
  return name === builtInSource ? `${name}_files` : name;
}

/** Lower case, digits and _, a letter first, as names of sources are. */
export function nameOf(text: string): string {
  const plain = folded(text)
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 40);
  return /^[a-z]/.test(plain) ? plain : `files${plain === "" ? "" : `_${plain}`}`;
}

function systemOf(entity: EntityName): System {
  switch (entity) {
    case "accounts":
      return "crm";
    case "subscriptions":
    case "invoices":
      return "billing";
    case "tickets":
      return "help desk";
    case "usage":
      return "product";
    case "survey_responses":
      return "surveys";
    default:
      return "other";
  }
}
