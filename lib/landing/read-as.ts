import { z } from "zod";

/**
 * The parts of a stream's mapping that landing depends on, besides its entity and mode. The run that reads
 * the load applies the rest to raw, with the mapping of that day (staged-as.ts).
 */
export const ReadAs = z.strictObject({
  format: z.string().nullable(),
  delimiter: z.string(),
  encoding: z.string(),
  list: z.string().optional().describe("the list in a JSON object that has the records"),
  key: z.string().describe("what names a record: a path, parts of its key, or its content"),
  backdate: z.string().nullable().describe("whose date a record lands on, and how that is written"),
  domain: z
    .string()
    .nullable()
    .optional()
    .describe("what holds an account's domain, whose other form is noted beside the record"),
  is_dated: z.boolean().describe("whether the date in a file's name is the date it lands on"),
});
export type ReadAs = z.infer<typeof ReadAs>;
