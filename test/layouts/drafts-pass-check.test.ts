import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EntityName, entities } from "../../lib/entities.ts";
import { NoAccounts } from "../../lib/layouts/draft.ts";
import { loadNames } from "../../lib/layouts/names.ts";
import { isBeside, type RecognisedStream } from "../../lib/layouts/preset.ts";
import { loadPresets, type NamedPreset } from "../../lib/layouts/presets.ts";
import { pathsOfMapping } from "../../lib/preview/mapped-paths.ts";
import { recordPath } from "../../lib/record-path.ts";
import { seeded } from "../support/random.ts";
import { many, seed } from "../support/sample.ts";
import { accounts, csv, draftedFrom, ndjson } from "./folder.ts";

const [names, presets] = await Promise.all([loadNames(), loadPresets()]);

/** Texts that a field of each type may have, or may not. */

const dates = fc.constantFrom(
  "2026-01-05",
  "05/01/2026",
  "1/5/2026 3:04 PM",
  "05.01.2026",
  "1767571200",
  "soon",
  "",
);
const numbers = fc.constantFrom("12", "1.234,50", "1,234.50 €", "7.5", "many", "");
const words = fc.constantFrom("month", "yearly", "active", "high", "P1", "NPS Q1", "a|b", "x", "C-1001", "");

const cellOf = (entity: EntityName, name: string): fc.Arbitrary<string> => {
  const type = entities[entity].fields.find((field) => field.name === name)?.type ?? "varchar";
  const usual =
    type === "date" || type === "timestamp(3)" ? dates : /varchar|boolean/.test(type) ? words : numbers;
  return fc.oneof({ weight: 4, arbitrary: usual }, dates, numbers, words);
};

/** A sheet with some of an entity's columns, under any of their names. */
const sheet = fc.constantFrom(...Object.entries(names)).chain(([entity, { files, fields }]) =>
  fc
    .tuple(fc.constantFrom(...files), fc.subarray(Object.entries(fields), { minLength: 3 }))
    .chain(([file, some]) =>
      fc.record({
        file: fc.constant(file),
        columns: fc.tuple(...some.map(([, each]) => fc.constantFrom(...each))),
        later: fc.tuple(...some.map(([, each]) => fc.constantFrom(...each))),
        rows: fc.array(fc.tuple(...some.map(([name]) => cellOf(entity as EntityName, name))), {
          minLength: 1,
          maxLength: 6,
        }),
      }),
    ),
);

const folders = ["s", "Größe & Söhne 'GmbH' #", "20", "a".repeat(70)];

const quoted = (cells: readonly string[]): string =>
  cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");

test("a draft of any sheets passes check", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sheet, { minLength: 1, maxLength: 3 }), async (sheets) => {
      const files = sheets.flatMap(({ file, columns, later, rows }, index) =>
        [columns, later].map((header, month): [string, string] => [
          `${folders[index % folders.length]}${index}/${file}-2026-0${month + 1}-01.csv`,
          csv(quoted(header), ...rows.map(quoted)),
        ]),
      );
      await expect(
        draftedFrom({ "bellwether/accounts.csv": accounts, ...Object.fromEntries(files) }),
      ).resolves.toBeDefined();
    }),
    { numRuns: many({ whole: 200, sample: 30 }), seed },
  );
});

/** A product's objects with the paths that its layout reads, as far as `has` says. */
const objectsOf = (
  { streams }: NamedPreset,
  place: number,
  has: (path: string) => boolean,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(streams).flatMap(([name, stream]) =>
      isBeside(stream)
        ? []
        : [
            [
              `${stream.files[0] ?? name}-${name}.ndjson`,
              ndjson(...[0, 1, 2].map((row) => recordOf(stream, { place, row, has }))),
            ],
          ],
    ),
  );

function recordOf(
  { recognised_by, words, fields, attributes, stream }: RecognisedStream,
  {
    place,
    row,
    has,
  }: { readonly place: number; readonly row: number; readonly has: (path: string) => boolean },
): object {
  const record = {};
  const each = typeof stream.each === "string" ? `${stream.each}[0].` : "";
  const inRecord = (path: string) => (path.startsWith("^") ? path.slice(1) : `${each}${path}`);
  for (const path of recognised_by) put(record, path, `${row + 1}`);
  for (const [path, word] of Object.entries(words)) put(record, path, word);
  for (const [field, candidates] of Object.entries(fields)) {
    const all = [candidates].flat();
    for (const path of pathsOfMapping(all[Math.min(place, all.length - 1)] ?? ""))
      if (has(path)) put(record, inRecord(path), textOf(stream.entity, field, row));
  }
  for (const path of Object.values(attributes)) if (has(path)) put(record, inRecord(path), "word");
  return record;
}

function textOf(entity: EntityName, field: string, row: number): string {
  const type = entities[entity].fields.find(({ name }) => name === field)?.type;
  if (type === "date" || type === "timestamp(3)") return `2026-01-0${row + 1}`;
  return type === "varchar" ? `C-100${row + 1}` : `${row + 1}`;
}

/** Writes a value at a path, if its place is free. */
function put(record: object, path: string, value: string): void {
  let at = record as Record<string | number, unknown>;
  const { steps } = recordPath(path);
  for (const [index, step] of steps.slice(0, -1).entries()) {
    at[step] ??= typeof steps[index + 1] === "number" ? [] : {};
    if (typeof at[step] !== "object" || at[step] === null) at[step] = {};
    at = at[step] as Record<string | number, unknown>;
  }
  at[steps.at(-1) ?? path] ??= value;
}

test.each(presets.map((preset): [string, NamedPreset] => [preset.name, preset]))(
  "a draft of %s passes check, whichever of its paths are there",
  async (_, preset) => {
    const random = seeded(seed);
    const ways = [() => true, () => true, () => random.below(3) > 0, () => random.below(2) > 0];
    const drafted: string[] = [];
    for (const [place, has] of ways.entries()) {
      const objects = objectsOf(preset, place, has);
      const { streams } = await draftedFrom({ "crm/accounts.csv": accounts, ...objects });
      drafted.push(...streams.map(({ source }) => source));
      await draftedFrom(objects).catch((error: unknown) => {
        if (!(error instanceof NoAccounts)) throw error;
      });
    }
    expect(drafted).toContain(preset.source);
  },
);

describe("a subscription has one price", () => {
  const drafted = async (header: string, ...rows: readonly string[]) => {
    const files = { "crm/accounts.csv": accounts, "billing/contracts.csv": csv(header, ...rows) };
    const { config, questions } = await draftedFrom(files);
    const stream = config.sources.find(({ name }) => name === "billing")?.streams.subscriptions;
    return {
      fields: Object.keys(stream?.fields ?? {}),
      questions: questions.map(({ question }) => question),
    };
  };
  const begun = "2025-01-05";

  test("the amount with its interval, and not the revenue of a month beside it", async () => {
    const { fields } = await drafted(
      "contract id,customer id,start date,price,billing period,quantity,mrr",
      `S-1,C-1001,${begun},1200,yearly,2,200`,
      `S-2,C-1002,${begun},100,monthly,1,100`,
    );
    expect(fields).toEqual(expect.arrayContaining(["amount", "interval", "quantity"]));
    expect(fields).not.toContain("mrr");
  });

  test("the revenue of a month, where no interval is known", async () => {
    const { fields } = await drafted(
      "contract id,customer id,start date,price,period,quantity,mrr",
      `S-1,C-1001,${begun},1200,2026-01,2,200`,
    );
    expect(fields).toContain("mrr");
    for (const other of ["amount", "interval", "quantity"]) expect(fields).not.toContain(other);
  });

  test("an amount alone is a question, and no price", async () => {
    const { fields, questions } = await drafted(
      "contract id,customer id,start date,renewal date,price",
      `S-1,C-1001,${begun},2027-01-05,1200`,
    );
    expect(fields).not.toContain("amount");
    expect(questions).toContainEqual(expect.stringMatching(/^What does price pay for\?/));
  });
});
