import type { FieldMapping } from "../config/schema.ts";
import type { EntityField, EntityName } from "../entities.ts";
import type { Columns } from "./columns.ts";
import type { Candidates, System } from "./preset.ts";
import type { Sample } from "./sample.ts";

/** A field of a drafted stream. */
export interface DraftField {
  readonly mapping: FieldMapping;
  /** What the guess rests on. */
  readonly evidence: string;
  /** What only a person knows. */
  readonly questions: readonly string[];
}

/** One line of a stream's settings, besides its path and fields. */
export interface DraftSetting {
  readonly value: unknown;
  readonly evidence?: string;
  readonly questions?: readonly string[];
}

export interface DraftStream {
  readonly source: string;
  readonly name: string;
  readonly entity: EntityName;
  readonly sample: Sample;
  readonly settings: Readonly<Record<string, DraftSetting>>;
  readonly fields: Readonly<Record<string, DraftField>>;
  readonly attributes: Readonly<Record<string, DraftField>>;
  /** What shows that only names match its accounts to the first ones. */
  readonly byName?: string;
  /** Questions about the stream as a whole. */
  readonly questions: readonly string[];
}

/** A stream before its account is known: what a preset or the columns' names say. */
export interface Candidate {
  readonly source: string;
  readonly system: System;
  readonly name: string;
  readonly entity: EntityName;
  readonly sample: Sample;
  readonly columns: Columns;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly fields: Readonly<Record<string, Candidates>>;
  readonly attributes: Readonly<Record<string, string>>;
  /** Globs of paths whose names the customer of a product chose. */
  readonly custom: readonly string[];
  readonly notes: Readonly<Record<string, string>>;
  readonly ask: readonly string[];
  /** Of accounts, the path of a word that says which are customers. */
  readonly customersBy?: string | undefined;
  /** The preset's name; undefined where names of columns alone say what it is. */
  readonly layout: string | undefined;
  /** Streams of the same source that have the same rows. */
  readonly unless: readonly string[];
  /** Whether a preset says so, and not names of columns alone. */
  readonly isKnown: boolean;
  /** Whether it is only the entity that is nearest. */
  readonly isUnsure?: boolean;
  /** Where the records have the date on which they begin, if no field of their own is it. */
  readonly begin?: Dated | undefined;
}

/** A date of the record, as `backdate:` takes it. */
export type Dated = { readonly field: string; readonly format?: string } | { readonly sql: string };

/** Files that no stream reads, and why. */
export interface LeftOut {
  readonly glob: string;
  readonly files: number;
  readonly reason: string;
  readonly skeleton?: Skeleton | undefined;
}

/** What is known of a stream that lacks something. */
export interface Skeleton {
  readonly stream: DraftStream;
  /** What its records need, and no column is. */
  readonly missing: readonly EntityField[];
  /** Columns that no field has. */
  readonly unused: readonly string[];
}

/** Why there is no stream of a candidate. */
export type Undrafted = Pick<LeftOut, "reason" | "skeleton">;
