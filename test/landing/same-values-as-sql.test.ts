import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCsv } from "../../lib/landing/formats/csv.ts";
import type { Entry } from "../../lib/landing/formats/entry.ts";
import { entryReader } from "../../lib/landing/formats/json-values.ts";
import { openText } from "../../lib/landing/formats/text.ts";
import { extraction } from "../../lib/mapping/cells/json-path.ts";
import type { Column } from "../../lib/models/model.ts";
import { overGivenRows } from "../support/given.ts";
import { jsonObjects, memberNames } from "../support/json-texts.ts";

const columns: readonly Column[] = ["id", "payload", "readable"].map((name) => ({
  name,
  type: "varchar",
  comment: "",
}));

/** The values that landing and SQL read at these paths, for each text that landing accepts, by the text's index. */
async function readBoth(texts: readonly string[], paths: readonly string[]) {
  const read = entryReader(paths);
  return readInSql(
    texts.map((text) => read(1, text)),
    paths,
  );
}

async function readInSql(entries: readonly Entry[], paths: readonly string[]) {
  const landed = entries.flatMap((entry, index) => (entry.isReadable ? [{ id: String(index), entry }] : []));
  const given = landed.map(({ id, entry: { payload, readable } }) => ({
    id,
    payload,
    readable: readable ?? null,
  }));
  const values = paths.map((path, index) => `nullif(${extraction(path)}, '') as value_${index}`);
  const sql = `with records as (
    select
        id,
        coalesce(readable, payload) as readable
    from landed_records
)
select
    id,
    ${values.join(",\n    ")}
from records`;
  const rows = await overGivenRows(
    { sql, origin: "this test" },
    { asOf: "2024-05-01", given: { landed_records: given }, tables: { landed_records: columns } },
  );
  const inSql = new Map(rows.map(({ id, ...row }) => [id, Object.values(row)]));
  return {
    landing: new Map(landed.map(({ id, entry }) => [id, [...entry.values]])),
    sql: inSql,
  };
}

async function bothAt(path: string, texts: readonly string[]) {
  const { landing, sql } = await readBoth(texts, [path]);
  expect(landing).toEqual(sql);
  return texts.map((_, index) => landing.get(String(index))?.[0]);
}

describe("landing and SQL read the same", () => {
  test("a number is its text as written, however large, precise or unusual", async () => {
    const numbers = [
      "1001.0",
      "49.90",
      "1e3",
      "1E+3",
      "-0",
      "-0.0",
      "0",
      "12345678901234567.89",
      "1e-7",
      "1e999",
    ];
    const long = ["9223372036854775808", "-9223372036854775809", "9".repeat(1200), `0.${"1".repeat(400)}`];
    const all = [...numbers, ...long];
    expect(
      await bothAt(
        "a",
        all.map((number) => `{"a":${number},"b":[ ${number}]}`),
      ),
    ).toEqual(all);
    expect(
      await bothAt(
        "b[0]",
        all.map((number) => `{"b": [ ${number} ]}`),
      ),
    ).toEqual(all);
  });

  test("text that looks like a number is unchanged", async () => {
    const text = '{"a":"at 10:00:00.50, -0, [1.0]\\\\","b":", 1.50"}';
    expect(await bothAt("a", [text])).toEqual(["at 10:00:00.50, -0, [1.0]\\"]);
    expect(await bothAt("b", [text])).toEqual([", 1.50"]);
  });

  test("the first of several members with the same name counts, however the name is escaped", async () => {
    expect(
      await bothAt("a", [
        '{"a":1,"a":2}',
        '{"a":1,"\\u0061":2}',
        '{"\\u0061":1,"a":2}',
        '{"b":{"a":9},"a":1,"a":{}}',
      ]),
    ).toEqual(["1", "1", "1", "1"]);
    expect(await bothAt("a.b", ['{"a":{"b":1},"a":{"b":2}}', '{"a":{},"a":{"b":2}}'])).toEqual(["1", null]);
  });

  test("an exact name takes precedence over a path of the same text", async () => {
    const texts = [
      '{"a.b":1,"a":{"b":2}}',
      '{"a":{"b":2}}',
      '{"a.b":null,"a":{"b":2}}',
      '{"a.b":{},"a":{"b":2}}',
    ];
    expect(await bothAt("a.b", texts)).toEqual(["1", "2", "2", "2"]);
    expect(await bothAt('"a.b"', texts)).toEqual(
      ["1", undefined, undefined, undefined].map((value) => value ?? null),
    );
    expect(await bothAt("items[0].price", ['{"items[0].price":1}', '{"items":[{"price":2}]}'])).toEqual([
      "1",
      "2",
    ]);
    expect(await bothAt("No.", ['{"No.":"7","No":"8"}', '{"No":"8"}'])).toEqual(["7", "8"]);
  });

  test("an index finds an element of a list, and nothing past its end or in an object", async () => {
    const texts = ['{"a":[[1,2],"x",{"b":"y"}]}', '{"a":[]}', '{"a":{"b":1}}', '{"a":"[1]"}'];
    expect(await bothAt("a[0][1]", texts)).toEqual(["2", null, null, null]);
    expect(await bothAt("a[2].b", texts)).toEqual(["y", null, null, null]);
    expect(await bothAt("a[1]", texts)).toEqual(["x", null, null, null]);
  });

  test("objects, lists, nulls and missing members have no value, and true and false are text", async () => {
    expect(
      await bothAt("a", [
        '{"a":{}}',
        '{"a":[1]}',
        '{"a":null}',
        "{}",
        '{"a":true}',
        '{"a":false}',
        '{"a":""}',
      ]),
    ).toEqual([null, null, null, null, "true", "false", null]);
  });

  test("half a surrogate pair is a lost character anywhere, and a whole pair is one", async () => {
    const halves = {
      '"\\ud83d"': "\ufffd",
      '"\\uDC00x"': "\ufffdx",
      '"\\ud83d \\ude00"': "\ufffd \ufffd",
      '"\\ude00\\ud83d"': "\ufffd\ufffd",
      '"\\ud83d\\n."': "\ufffd\n.",
      '"\\ud83d\\ud83d\\ude00"': "\ufffd😀",
      '"\\ud83d\\ude00"': "😀",
      '"\\\\ud83d"': "\\ud83d",
      '"\\\\\\ud83d\\ude00"': "\\😀",
    };
    const texts = Object.keys(halves).map((half) => `{"a":${half}}`);
    expect(await bothAt("a", texts)).toEqual(Object.values(halves));
    expect(await bothAt("a", ['{"a":1,"b":["\\ud83d"]}', '{"a":1.50,"\\ud83d":2}'])).toEqual(["1", "1.50"]);
  });

  test("a record may be nested 500 levels deep, and no deeper", async () => {
    const deep = (levels: number) => `{"a":1,"b":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
    const wide = `{"a":1,"b":[${"[],".repeat(2000)}"${"[".repeat(2000)}"]}`;
    expect(await bothAt("a", [deep(500), deep(501), deep(20_000), wide])).toEqual([
      "1",
      undefined,
      undefined,
      "1",
    ]);
  });
});

const paths = [
  "a",
  "b",
  "a.b",
  "a.b.a",
  '"a.b"',
  '"a.b".a',
  '""',
  "x y",
  'q"t',
  "b\\s",
  "é",
  "$",
  "*",
  "a~b/c",
  '"[0]"',
  "#",
].concat([
  "items[0]",
  "items[1].a",
  "a[0][1]",
  "a.items[0].b",
  'b."é"',
  '"q\\"t".a',
  "items.a",
  "a..b",
  "b.",
]);

test("landing and SQL read the same from any record and path", async () => {
  const texts = fc.sample(jsonObjects, {
    numRuns: Number(process.env.READER_RUNS ?? 1500),
    seed: Number(process.env.READER_SEED ?? 20260301),
  });
  const { landing, sql } = await readBoth(texts, paths);
  expect(landing.size).toBe(texts.length);
  const differing = [...landing].filter(
    ([id, values]) => JSON.stringify(values) !== JSON.stringify(sql.get(id)),
  );
  expect(
    differing.map(([id, values]) => ({ text: texts[Number(id)], values, sql: sql.get(id) })).slice(0, 3),
  ).toEqual([]);
  const found = [...landing.values()].flat().filter((value) => value !== null);
  expect(found.length).toBeGreaterThan(texts.length);
});

const columnNames = [
  ...memberNames.filter((each) => each !== ""),
  " padded ",
  "two\u00a0words",
  "\u200bmarked",
  "e\u0301",
];
const cells = fc.constantFrom(
  "",
  " ",
  "x",
  "1001.0",
  "1e3",
  "-0",
  "NULL",
  'a "b"',
  "c,d",
  "é\u2028",
  "😀",
  "[1]",
  '{"a":1}',
);
const table = fc
  .array(fc.constantFrom(...columnNames, "", " ", "twice", "twice"), { minLength: 1, maxLength: 8 })
  .filter((header) => new Set(header.map((each) => each.trim())).size > 1 || header[0]?.trim() !== "")
  .chain((header) =>
    fc.tuple(
      fc.constant(header),
      fc.array(fc.array(cells, { minLength: header.length, maxLength: header.length }), {
        minLength: 1,
        maxLength: 3,
      }),
    ),
  );

test("landing and SQL read the same cells by column name, whatever the names are", async () => {
  const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  const runs = {
    numRuns: Number(process.env.READER_RUNS ?? 1500) / 20,
    seed: Number(process.env.READER_SEED ?? 20260301),
  };
  for (const [header, rows] of fc.sample(table, runs)) {
    const text = [header, ...rows].map((row) => row.map(quote).join(",")).join("\n");
    const called = header.map((each) =>
      each
        .replace(/^[\s\u200b]+|[\s\u200b]+$/g, "")
        .replace("\u00a0", " ")
        .normalize("NFC"),
    );
    const paths = called.filter((each) => each !== "" && called.indexOf(each) === called.lastIndexOf(each));
    if (paths.length === 0) continue;
    const chunks = (async function* () {
      yield Buffer.from(text);
    })();
    const options = {
      file: "f",
      delimiter: ",",
      paths: paths,
      columns: { required: paths, mentioned: [] },
    };
    const entries = (
      await Array.fromAsync(readCsv(await openText(chunks, { file: "f", encoding: "utf-8" }), options))
    ).flat();
    const { landing, sql } = await readInSql(entries, paths);
    const filled = rows.filter((row) => row.some((cell) => cell.trim() !== ""));
    const expected = filled.map((row) => paths.map((each) => row[called.indexOf(each)] || null));
    expect([...landing.values()], text).toEqual(expected);
    expect(landing, text).toEqual(sql);
  }
});
