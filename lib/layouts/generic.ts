import { type EntityName, entities } from "../entities.ts";
import { meaningOf } from "../words/vocabulary.ts";
import type { Columns } from "./columns.ts";
import { guessDates } from "./date-guess.ts";
import { folded, type Names } from "./names.ts";
import { guessNumbers } from "./number-guess.ts";

/** An entity that a file's columns may be, and the path of each field. */
export interface GuessedEntity {
  readonly entity: EntityName;
  readonly paths: Readonly<Record<string, string>>;
  readonly score: number;
  /** Whether it lacks what the entity needs, or what tells it from others. */
  readonly isUnsure: boolean;
}

/** What must be found for a row to be of use; whose it is may be anywhere, and ids can be made of other columns. */
const isNeeded = (entity: EntityName, field: string): boolean =>
  entities[entity].fields.some(({ name, isRequired }) => name === field && isRequired) &&
  field !== "account_id" &&
  field !== "survey" &&
  field !== entities[entity].key;

/**
 * The entity that a file without a known layout most likely is; where its columns are no entity's, the nearest.
 * Undefined where they are like none.
 * @param namesAccount whether a column's name can only be that of an account's id
 */
export function guessEntity(
  columns: Columns,
  names: Names,
  { path, namesAccount }: { readonly path: string; readonly namesAccount: boolean },
): GuessedEntity | undefined {
  const words = folded(path.replace(/\.\w+(\.gz)?$/, "")).split(" ");
  const guesses = Object.entries(names).map(([name, { files, telling, fields }]): GuessedEntity => {
    const entity = name as EntityName;
    const paths = pathsByName(columns, entity, fields);
    const needed = Object.keys(fields).filter((field) => isNeeded(entity, field));
    const missing = needed.filter((field) => paths[field] === undefined);
    const isNamed = files.some((file) => file.split(" ").every((part) => words.includes(part)));
    const told = telling.filter((field) => paths[field] !== undefined).length;
    const isUnsure =
      missing.length > 0 ||
      (entity === "accounts" && paths.account_id === undefined) ||
      (!isNamed && told < 2);
    const score = Object.keys(paths).length / 2 + 2 * told + (isNamed ? 5 : 0) - 2 * missing.length;
    return { entity, paths, score, isUnsure };
  });
  const [sure] = guesses.filter(({ isUnsure }) => !isUnsure).toSorted((a, b) => b.score - a.score);
  if (sure !== undefined) return sure;
  const near = guesses.filter(
    ({ entity, paths }) =>
      Object.keys(paths).length + (namesAccount && entity !== "accounts" ? 1 : 0) >= fewestNear,
  );
  return near.toSorted((a, b) => b.score - a.score)[0];
}

/** One name alone may be anything's. */
const fewestNear = 2;

/** Of each field the first of its names that a column has, with values of its type. Each column is taken once. */
export function pathsByName(
  columns: Columns,
  entity: EntityName,
  fields: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, string>> {
  const byName = new Map<string, string>();
  for (const { path } of columns.byPath.values()) {
    const name = folded(path);
    if (!byName.has(name)) byName.set(name, path);
    const last = folded(path.split(".").at(-1) ?? path);
    if (!byName.has(last) && !path.includes("[")) byName.set(last, path);
  }
  for (const { was, is } of columns.renamed ?? []) if (!byName.has(folded(was))) byName.set(folded(was), is);
  const taken = new Set<string>();
  const found: Record<string, string> = {};
  const own = `${entity.replace(/s$/, "").replace("_", " ")} `;
  for (const [field, names] of Object.entries(fields)) {
    const path = [...names, ...names.map((name) => own + name)]
      .map((name) => byName.get(name))
      .find((each) => each !== undefined && !taken.has(each) && hasType(columns, each, entity, field));
    if (path === undefined) continue;
    taken.add(path);
    found[field] = path;
  }
  return found;
}

function hasType({ byPath }: Columns, path: string, entity: EntityName, field: string): boolean {
  const values = byPath.get(path.toLowerCase())?.values ?? new Map<string, number>();
  if (values.size === 0) return false;
  const { type, words } = entities[entity].fields.find(({ name }) => name === field) ?? { type: "varchar" };
  // Without a known interval an amount is no price; of other words a question asks the meaning.
  if (field === "interval" && words !== undefined)
    return [...values.keys()].some((text) => meaningOf(words, text) !== undefined);
  if (type === "varchar") return true;
  if (type === "boolean") return values.size <= 3;
  if (type === "date" || type === "timestamp(3)") return guessDates(values) !== undefined;
  return guessNumbers(values) !== undefined;
}
