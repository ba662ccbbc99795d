import { z } from "zod";
import { FieldMapping } from "../config/schema.ts";
import { entityNames } from "../entities.ts";

/** What a source is in the company; the accounts of the first kind that is there define the accounts. */
export const systems = ["crm", "billing", "help desk", "product", "surveys", "other"] as const;
export type System = (typeof systems)[number];

const texts = z.array(z.string().min(1));

/** Where a field may be found: the first mapping whose paths are all in the samples is taken. */
const Candidates = z.union([FieldMapping, z.array(FieldMapping).min(1)]);

/** What shows that a file has this layout. */
const Signs = {
  files: texts
    .default([])
    .describe("parts of a file's name; they decide where the records fit several layouts"),
  recognised_by: texts.min(1).describe("paths that the records have, in upper or lower case"),
  words: z.record(z.string(), z.string()).default({}).describe("the only word that is at a path, by path"),
  listed_in: z
    .string()
    .optional()
    .describe("the member that holds the record where a list of the API has entries of several objects"),
  needs_name: z
    .boolean()
    .default(false)
    .describe(
      "true where the paths alone say too little: the file's name must have one of the parts, as whole words",
    ),
};

const Mapped = {
  stream: z
    .looseObject({
      entity: z.enum(entityNames),
      mode: z.enum(["full", "upsert", "append"]),
      where: z
        .union([z.string(), texts])
        .optional()
        .describe("of several, the first whose paths are all in the samples"),
    })
    .describe("the settings of the stream as in bellwether.yaml, without path, format and fields"),
  fields: z.record(z.string(), Candidates),
  attributes: z
    .record(z.string(), z.string())
    .default({})
    .describe("further columns of the account, where a file has them"),
  customers_by: z
    .string()
    .optional()
    .describe(
      "of accounts that need not be customers: the path of the word that says it; the draft asks which",
    ),
  custom: texts.default([]).describe("globs of paths that each customer of the product names for themselves"),
  notes: z.record(z.string(), z.string()).default({}).describe("by field: why it is mapped this way"),
  ask: texts.default([]).describe("questions that the files cannot answer"),
};

const Recognised = z.strictObject({
  ...Signs,
  ...Mapped,
  unless: texts
    .default([])
    .describe(
      "streams of the preset that have the same rows: where one of them has files, this one is left out",
    ),
});
/** A second stream over the files of another one: answers that are inside tickets, for example. */
const Beside = z.strictObject({
  beside: z
    .string()
    .describe("the stream whose files it reads too, if they have the paths of all fields that it needs"),
  ...Mapped,
});

export const Preset = z.strictObject({
  product: z.string().min(1),
  delivered: z.string().min(1).describe("how the files came about, such as: objects of the API"),
  source: z.string().regex(/^[a-z][a-z0-9_]*$/),
  system: z.enum(systems),
  links: z.array(z.url()).default([]).describe("the public documentation that it was written from"),
  streams: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), z.union([Recognised, Beside])),
  unused: z
    .record(z.string(), z.strictObject({ ...Signs, because: z.string().min(1) }))
    .default({})
    .describe("objects that a project has no use for, and why"),
});
/** The layout of one product's files, as one way of export delivers them. */
export type Preset = z.infer<typeof Preset>;

export type RecognisedStream = z.infer<typeof Recognised>;
export type BesideStream = z.infer<typeof Beside>;
export type PresetStream = RecognisedStream | BesideStream;
export type Candidates = z.infer<typeof Candidates>;

export const isBeside = (stream: PresetStream): stream is BesideStream => "beside" in stream;
