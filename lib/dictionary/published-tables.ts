import type { Column, Kind, Model } from "../models/model.ts";
import { isPublished, runsTable } from "../pipeline/publish.ts";
import { type Section, sections } from "./sections.ts";

/** A table as its readers see it. */
export interface PublishedTable {
  readonly name: string;
  readonly grain: string;
  readonly kind: Kind;
  /** Those of its SELECT; one that has partitions has as_of_date besides. */
  readonly columns: readonly Column[];
}

/** A published table for which no section says what it is for. */
export class UnknownPurpose extends Error {
  override readonly name = "UnknownPurpose";
  constructor(tables: readonly string[]) {
    super(
      `say in lib/dictionary/sections.ts what ${tables.join(", ")} is for, or make it internal (publish.ts)`,
    );
  }
}

export const asOfDateColumn: Column = {
  name: "as_of_date",
  type: "date",
  comment: "the partition: the day at whose end the row is true",
};

/** Whether the newest partition of a table is all there is of it: then `<table>_current` reads just that. */
export const hasCurrent = ({ kind }: Pick<PublishedTable, "kind">): boolean => kind === "snapshot";

/** The tables that a project's models publish, with the table of runs. */
export function publishedTables(models: readonly Model[]): readonly PublishedTable[] {
  const ofModels = models
    .filter(({ table, stage }) => isPublished({ name: table, stage }))
    .map(({ table, grain, kind, columns }) => ({ name: table, grain, kind, columns }));
  return [...ofModels, { ...runsTable, kind: "increment" }];
}

/** Published tables by section, in the order of a reader's need. @throws UnknownPurpose */
export function bySection(
  tables: readonly PublishedTable[],
): readonly (Section & { readonly published: readonly PublishedTable[] })[] {
  const placed = new Set(sections.flatMap((section) => Object.keys(section.tables)));
  const unknown = tables.filter(({ name }) => !placed.has(name));
  if (unknown.length > 0) throw new UnknownPurpose(unknown.map(({ name }) => name));
  return sections.map((section) => ({
    ...section,
    published: Object.keys(section.tables).flatMap((name) => tables.filter((table) => table.name === name)),
  }));
}
