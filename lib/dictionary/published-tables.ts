import type { Column, Kind, Model } from "../models/model.ts";
import { writtenTables } from "../pipeline/written-tables.ts";
import { sections } from "./sections.ts";

/** A published table as its readers see it. */
export interface PublishedTable {
  readonly name: string;
  readonly section: string;
  readonly purpose: string;
  readonly grain: string;
  readonly kind: Kind;
  /** The columns of its SELECT; a partitioned table also has as_of_date. */
  readonly columns: readonly Column[];
}

/** The tables of one chapter of the dictionary. */
export interface PublishedSection {
  readonly title: string;
  readonly tables: readonly PublishedTable[];
}

/** Published tables whose section is not in the dictionary. */
export class UnknownSection extends Error {
  override readonly name = "UnknownSection";
  constructor(tables: readonly PublishedTable[]) {
    const named = tables.map(({ name, section }) => `${name} ("${section}")`).join(", ");
    super(`the section of ${named} is not in lib/dictionary/sections.ts: ${sections.join(", ")}`);
  }
}

export const asOfDateColumn: Column = {
  name: "as_of_date",
  type: "date",
  comment: "the partition: the row is as known at the end of this day",
};

/** Whether the newest partition holds the full state, so that `<table>_current` exists and reads only that. */
export const hasCurrent = ({ kind }: Pick<PublishedTable, "kind">): boolean => kind === "snapshot";

/** The tables that a project publishes, results before their inputs, and those that a run writes by itself. */
export function publishedTables(models: readonly Model[]): readonly PublishedTable[] {
  const ofModels = models
    .filter(({ readers }) => readers === "public")
    .toSorted((a, b) => b.stage.number - a.stage.number || (a.table < b.table ? -1 : 1))
    .map(({ table, section = "", purpose = "", grain, kind, columns }) => ({
      ...{ name: table, section, purpose, grain, kind, columns },
    }));
  return [...writtenTables, ...ofModels];
}

/** Published tables by section, in the order of the dictionary. @throws UnknownSection */
export function bySection(tables: readonly PublishedTable[]): readonly PublishedSection[] {
  const unknown = tables.filter(({ section }) => !sections.some((title) => title === section));
  if (unknown.length > 0) throw new UnknownSection(unknown);
  return sections.map((title) => ({ title, tables: tables.filter(({ section }) => section === title) }));
}
