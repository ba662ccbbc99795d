import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import iconv from "iconv-lite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LandingFixture, payloads } from "./fixture.ts";

let fixture: LandingFixture;
beforeEach(async () => {
  fixture = await LandingFixture.make();
});
afterEach(() => fixture.remove());

/** Lands one file and returns its payloads. */
async function landedFrom(file: string, content: string | Uint8Array, stream: Record<string, unknown> = {}) {
  await fixture.write({ [`exports/${file}`]: content });
  return payloads(await fixture.rows(await fixture.landed(stream)));
}

describe("CSV", () => {
  test("a row becomes an object of strings, empty cells included", async () => {
    expect(await landedFrom("a.csv", "id,name,seats\n1,Ada,007\n2,,1.50\n")).toEqual([
      '{"id":"1","name":"Ada","seats":"007"}',
      '{"id":"2","name":"","seats":"1.50"}',
    ]);
  });

  test("byte order marks, CRLF, and quoted delimiters, quotes and line breaks are read", async () => {
    const text = '\ufeffid,"na""me"\r\n1,"a, ""b"""\r\n2,"two\r\nlines\n\nmore"\r\n\r\n3,"last"';
    expect((await landedFrom("a.csv", text)).map((row) => JSON.parse(row))).toEqual([
      { id: "1", 'na"me': 'a, "b"' },
      { id: "2", 'na"me': "two\r\nlines\n\nmore" },
      { id: "3", 'na"me': "last" },
    ]);
  });

  test.each([
    ["a.csv", ";", { delimiter: ";" }],
    ["a.csv", "||", { delimiter: "||" }],
    ["a.tsv", "\t", {}],
    ["a.txt", ",", { format: "csv" }],
  ])("%s with %j between cells", async (file, between, stream) => {
    const text = `id${between}name\n1${between}x\n2${between}"y${between}z"\n`;
    expect(await landedFrom(file, text, stream)).toEqual([
      '{"id":"1","name":"x"}',
      `{"id":"2","name":${JSON.stringify(`y${between}z`)}}`,
    ]);
  });

  test.each(["latin1", "windows-1252", "utf-16le", "utf-16be", "utf-8"])("%s", async (encoding) => {
    const rows = await landedFrom("a.csv", iconv.encode("id,name\n1,Größe\n", encoding), { encoding });
    expect(rows).toEqual(['{"id":"1","name":"Größe"}']);
  });

  test("a byte order mark overrides the declared encoding", async () => {
    const bytes = iconv.encode("id,name\n1,Grüße 🎉\n", "utf-16le", { addBOM: true });
    expect(await landedFrom("a.csv", bytes)).toEqual(['{"id":"1","name":"Grüße 🎉"}']);
  });

  test("unreadable rows are quarantined with their line and reason, and the others land", async () => {
    const bad = Buffer.concat([
      Buffer.from('id,name\n1,a\n2\n3,b,c\n4,"x"y\n5,d\n'),
      Buffer.from([0x36, 0x2c, 0xff, 0xfe, 0x0a]),
      Buffer.from('7,a"b\n8,e\n9,"open\n10,f\n11,z\0\n12,g\n'),
    ]);
    await fixture.write({ "exports/a.csv": bad });
    const load = await fixture.landed({});
    const ids = (await fixture.rows(load)).map(({ record_id }) => record_id);
    expect(ids).toEqual(["1", "5", "8", "10", "12"]);
    expect(load).toMatchObject({ read: 12, landed: 5, quarantined: 7 });
    const quarantine = await fixture.quarantine(load);
    expect(quarantine.map(({ line }) => line)).toEqual([3, 4, 5, 7, 8, 10, 12]);
    expect(quarantine[0]).toEqual({
      file: "exports/a.csv",
      line: 3,
      reason: "1 cells where the header has 2",
      raw: "2",
    });
    expect(quarantine.map(({ reason }) => reason).join("\n")).toMatch(/not text in its encoding/);
  });

  test("a header in capitals has the columns of the mapping, also those of its expressions", async () => {
    const stream = { where: "lower(Gone) = 'no'", fields: { account_id: "Id", name: { sql: "trim(Name)" } } };
    expect(await landedFrom("a.csv", "ID,NAME,GONE\n1,Ada,no\n", stream)).toEqual([
      '{"Id":"1","Name":"Ada","Gone":"no"}',
    ]);
  });

  test("of two columns that differ in capitals the mapping names one", async () => {
    const stream = { fields: { account_id: "id", name: "Name" } };
    expect(await landedFrom("a.csv", "id,ID,Name,name\n1,2,Ada,ada\n", stream)).toEqual([
      '{"id":"1","ID":"2","Name":"Ada","name":"ada"}',
    ]);
  });

  test("a missing mapped column fails the load, and the message lists the columns of the file", async () => {
    await fixture.write({
      "exports/a.csv": "customer_id,nmae\n1,Ada\n",
      "exports/b.csv": "id,name\n2,Bob\n",
      "exports/c.csv": "customer_id,nmae\n3,Cy\n",
      "exports/d.csv": "customer_id,name\n3,Cy\n",
    });
    const message = await fixture.failure({ fields: { account_id: "customer_id", name: "name" } });
    expect(message).toMatch(
      /exports\/a\.csv: the mapped column name is not in it and 1 further file, the first of which has/,
    );
    expect(message).toMatch(/customer_id, nmae/);
    expect(message).toMatch(/Did you mean nmae\?/);
    expect(await fixture.keys("loads/")).toEqual([]);
  });

  test("the columns of attributes and of `backdate` are required as well", async () => {
    await fixture.write({ "exports/a.csv": "id,name\n1,Ada\n" });
    expect(await fixture.failure({ attributes: ["country"] })).toMatch(/column country/);
    expect(await fixture.failure({ attributes: { country: "address.country" } })).toMatch(
      /column address\.country/,
    );
    expect(await fixture.failure({ backdate: { field: "made" } })).toMatch(/column made/);
  });

  test("a column is found by its exact name, dots included, without the quotes around it", async () => {
    const idIn = async (account_id: string, text: string) => {
      await fixture.write({ "exports/a.csv": text });
      return (await fixture.rows(await fixture.landed({ fields: { account_id } })))[0]?.record_id;
    };
    expect(await idIn("user.id", "user.id,user\n7,8\n")).toBe("7");
    expect(await idIn('"user.id"', "user,user.id\n8,7\n")).toBe("7");
    expect(await idIn("user", "user.id,user,\n7,8,\n")).toBe("8");
  });

  test("white space and zero-width marks are trimmed around a name, and are one space within it", async () => {
    await fixture.write({ "exports/a.csv": '"\ufeff Id\u200b",\u00a0Full\u00a0 name \n1,Ada\n' });
    const fields = { account_id: "Id", name: "Full name" };
    const [row] = await fixture.rows(await fixture.landed({ fields }));
    expect(row).toMatchObject({ record_id: "1", payload: '{"Id":"1","Full name":"Ada"}' });
  });

  test("unmapped columns may be unnamed, or share a name", async () => {
    await fixture.write({ "exports/a.csv": "note,id,note,,\na,1,b,c,\n" });
    const [row] = await fixture.rows(await fixture.landed({}));
    expect(row?.payload).toBe('{"note":"a","id":"1","note (3)":"b","column 4":"c","column 5":""}');
  });

  test.each([
    ["commas", "id,name\n1,Ada\n,\n2,Bob\n,,,,\n,,,,\n"],
    ["CRLF", "id,name\r\n1,Ada\r\n,\r\n2,Bob\r\n,,,,\r\n"],
    ["spaces", "id,name\n  ,  \n1,Ada\n2,Bob\n , , \n"],
    ["empty quotes", 'id,name\n""," "\n1,Ada\n2,Bob\n"",\n'],
    ["commas before the header", ",,\n\n,\nid,name\n1,Ada\n2,Bob\n"],
  ])("rows of blank cells are none: %s", async (_, text) => {
    await fixture.write({ "exports/a.csv": text });
    const load = await fixture.landed({});
    expect(load).toMatchObject({ read: 2, landed: 2 });
    expect(payloads(await fixture.rows(load))).toEqual([
      '{"id":"1","name":"Ada"}',
      '{"id":"2","name":"Bob"}',
    ]);
  });

  test("a row with a text is one, however blank it is otherwise", async () => {
    const text = 'id,name\n,Ada\n"" ,Bob\n"""",\n.,\n';
    await fixture.write({ "exports/a.csv": text });
    expect(await fixture.landed({})).toMatchObject({ read: 4 });
  });

  test("trailing empty cells in rows or in the header make no difference", async () => {
    await fixture.write({ "exports/a.csv": "id,name\n1,Ada,, \n2,Bob\n3\n4,Cleo,x\n" });
    const first = await fixture.landed({});
    expect(first).toMatchObject({ landed: 2, quarantined: 2 });
    expect(payloads(await fixture.rows(first))).toEqual([
      '{"id":"1","name":"Ada"}',
      '{"id":"2","name":"Bob"}',
    ]);
    await fixture.write({ "exports/a.csv": "id,name,\n1,Ada\n2,Bob,\n" });
    expect(await fixture.landed({})).toMatchObject({ landed: 2, quarantined: 0 });
  });

  test.each([
    [{}, "id,name,id\n1,2,3\n", /the mapped column id appears 2 times, as columns 1 and 3/],
    [
      { fields: { account_id: "id", name: { sql: 'trim("a b")' } } },
      "id,a b,a b\n1,2,3\n",
      /column a b.* 2 and 3/,
    ],
    [
      { fields: { account_id: "id", name: { sql: "trim(a)" } } },
      "id,a,a\n1,2,3\n",
      /column a.* columns 2 and 3/,
    ],
    [{}, '"id\n1\n2', /is not a header/],
    [{}, ",,\n1,2,3\n", /mapped column id is not in the file/],
  ])(
    "a header without the mapped columns, or with one of them twice, fails the load: %j, %j",
    async (stream, text, problem) => {
      await fixture.write({ "exports/a.csv": text });
      expect(await fixture.failure(stream)).toMatch(problem);
    },
  );

  test("a file of binary garbage fails the load with a clear message", async () => {
    const garbage = Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 7919) % 251));
    await fixture.write({ "exports/a.csv": garbage });
    expect(await fixture.failure({})).toMatch(/its first line is not a header .*is it CSV/);
    expect(await fixture.keys("loads/")).toEqual([]);
  });

  test.each(["", "\ufeff", "\n\n", "id,name\n"])("an empty file (%j) lands no records", async (text) => {
    await fixture.write({ "exports/a.csv": text });
    const load = await fixture.landed({});
    expect(load).toMatchObject({ read: 0, landed: 0, quarantined: 0 });
    expect(load.batches).toMatchObject([{ landed_on: "2024-05-01", records: 0 }]);
  });
});

describe("NDJSON", () => {
  test("a line is kept exactly as the source wrote it", async () => {
    const lines = [
      '{"id": 12345678901234567890, "amount": 1.50,  "x": "\\u00e9"}',
      '{"id":"b","n":{"m":[1e3]}}',
    ];
    await fixture.write({ "exports/a.ndjson": `${lines.join("\r\n")}\n\n` });
    const rows = await fixture.rows(await fixture.landed({}));
    expect(payloads(rows)).toEqual(lines);
    expect(rows.map(({ record_id }) => record_id)).toEqual(["12345678901234567890", "b"]);
  });

  test("a line that is not an object is quarantined", async () => {
    await fixture.write({ "exports/a.jsonl": '{"id":1}\n[1]\nnull\n{"id":\n"x"\n{"id":2}\nNaN' });
    const load = await fixture.landed({});
    expect(load).toMatchObject({ read: 7, landed: 2, quarantined: 5 });
    expect((await fixture.quarantine(load)).map(({ line }) => line)).toEqual([2, 3, 4, 5, 7]);
  });

  test("an overlong line is quarantined with its beginning", async () => {
    const long = "x".repeat(20 << 20);
    await fixture.write({ "exports/a.ndjson": `{"id":1}\n${long}\n{"id":2}\n` });
    const load = await fixture.landed({});
    expect(load).toMatchObject({ landed: 2, quarantined: 1 });
    const [row] = await fixture.quarantine(load);
    expect(row).toMatchObject({ line: 2, reason: "longer than 16 MB" });
    expect(row?.raw).toHaveLength(64 << 10);
  });
});

describe("a JSON array", () => {
  test("each object is kept exactly as the source wrote it", async () => {
    const objects = ['{"id":1,"a":1.50}', '{ "id" : "]},{" ,\n "b":[{"c":"\\"}"}] }', '{"id":3}'];
    expect(await landedFrom("a.json", ` [ ${objects.join(" ,\n")} ] \n`)).toEqual(objects);
  });

  test.each(["[]", " [ \n] ", ""])("an empty array (%j) lands no records", async (text) => {
    expect(await landedFrom("a.json", text)).toEqual([]);
  });

  test("elements that are not objects, and text after the array, are quarantined", async () => {
    await fixture.write({ "exports/a.json": '[{"id":1}, 2, oops, {"id":3},] trailing' });
    const load = await fixture.landed({});
    expect((await fixture.rows(load)).map(({ record_id }) => record_id)).toEqual(["1", "3"]);
    expect((await fixture.quarantine(load)).map(({ line, raw }) => [line, raw])).toEqual([
      [2, "2"],
      [3, "oops"],
      [5, ""],
      [6, "trailing"],
    ]);
  });

  test("a truncated array lands its complete objects", async () => {
    await fixture.write({ "exports/a.json": '[{"id":1},{"id":2' });
    const load = await fixture.landed({});
    expect(load).toMatchObject({ landed: 1, quarantined: 1 });
    expect(await fixture.quarantine(load)).toMatchObject([{ line: 2, reason: "the array is cut off here" }]);
  });

  test.each(['{"data":[]}', "nonsense", '"text"'])("other content (%j) fails the load", async (text) => {
    await fixture.write({ "exports/a.json": text });
    expect(await fixture.failure({})).toMatch(/expected a JSON array of objects/);
  });
});

describe("a JSON object around a list", () => {
  const records = ['{"id":1,"tags":["a"]}', '{ "id" : "]},{" }'];
  const list = "conversations";

  test.each([
    ["in one line", `{"type":"list","pages":{"next":null,"all":[1]},"conversations":[${records.join(",")}]}`],
    ["over several", `{\n  "conversations": [\n    ${records.join(",\n    ")}\n  ],\n  "count": 2\n}\n`],
    ["over two pages", records.map((record) => `{"count":1,"conversations":[${record}]}`).join("\n")],
    [
      "beside empty pages",
      `{"conversations":[]}{"conversations":null}{"conversations":[${records.join(",")}]}`,
    ],
  ])("its records are read, %s", async (_, text) => {
    expect(await landedFrom("a.json", text, { list })).toEqual(records);
  });

  test("the list may be deeper", async () => {
    const text = `{"conversations":[{"id":9}],"result":{"conversations":[${records.join(",")}]}}`;
    expect(await landedFrom("a.json", text, { list: "result.conversations" })).toEqual(records);
  });

  test("a record that is none is quarantined, and so is the end of a page that is cut off", async () => {
    await fixture.write({ "exports/a.json": '{"conversations":[{"id":1}, oops, {"id":3}],"next":"http' });
    const load = await fixture.landed({ list });
    expect((await fixture.rows(load)).map(({ record_id }) => record_id)).toEqual(["1", "3"]);
    expect((await fixture.quarantine(load)).map(({ line, reason }) => [line, reason])).toEqual([
      [2, expect.stringContaining("not JSON")],
      [4, "the array is cut off here"],
    ]);
  });

  test.each([
    ['{"error":"too many requests"}', /without the list conversations, with no list at all/],
    ['{"data":[{"id":1}],"errors":[]}', /without the list conversations, with the lists data, errors/],
    ['{"conversations":{"id":1}}', /without the list conversations/],
    ['[{"id":1}]', /expected only objects, each with the list conversations/],
  ])("%s fails the load, and the message says what is there", async (text, message) => {
    await fixture.write({ "exports/a.json": text });
    expect(await fixture.failure({ list })).toMatch(message);
    expect(await fixture.keys("loads/")).toEqual([]);
  });
});

describe("gzip", () => {
  test.each([
    ["a.csv.gz", "id\n1\n"],
    ["a.ndjson.gz", '{"id":"1"}\n'],
    ["a.json.gz", '[{"id":"1"}]'],
    ["a.csv", "id\n1\n"],
  ])("%s is recognised by its content, not by its name", async (file, text) => {
    expect(await landedFrom(file, gzipSync(text))).toEqual(['{"id":"1"}']);
  });

  test("a truncated file fails the load", async () => {
    const text = `id\n${Array.from({ length: 20_000 }, (_, id) => id).join("\n")}\n`;
    const bytes = gzipSync(text);
    await fixture.write({ "exports/a.csv.gz": bytes.subarray(0, bytes.length / 2) });
    expect(await fixture.failure({})).toMatch(/gzip cannot be read .*is it complete/);
    expect(await fixture.keys("loads/")).toEqual([]);
  });
});

describe("Parquet", () => {
  async function writeParquet(select: string, options = "") {
    await mkdir(join(fixture.root, "project/exports"), { recursive: true });
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    await connection.run(
      `copy (${select}) to '${join(fixture.root, "project/exports/a.parquet")}' (format parquet ${options})`,
    );
    connection.closeSync();
    instance.closeSync();
  }

  test("numbers keep all their digits, and dates and times are ISO 8601 in UTC", async () => {
    await writeParquet(`select 9223372036854775807 as id, 12345678901234567.89::decimal(38,2) as big,
      -0.05::decimal(4,2) as small, date '2024-05-01' as day, timestamp '2024-05-01 10:11:12.123' as at,
      timestamp '2024-05-01 10:11:12.123456' as fine, true as yes, null::varchar as nothing, 'é"' as text,
      1.5::double as real, {'a': 1.10::decimal(5,2), 'b': [1.20::decimal(20,2), null]} as nested, 4000000000::uinteger as unsigned,
      time '09:05:12.5' as hour, null::time as none, [time '00:00'] as hours`);
    const [row] = await fixture.rows(await fixture.landed({}));
    expect(row?.payload).toBe(
      '{"id":9223372036854775807,"big":12345678901234567.89,"small":-0.05,"day":"2024-05-01",' +
        '"at":"2024-05-01T10:11:12.123Z","fine":"2024-05-01T10:11:12.123456Z","yes":true,"nothing":null,' +
        '"text":"é\\"","real":1.5,"nested":{"a":1.10,"b":[1.20,null]},"unsigned":4000000000,' +
        '"hour":"09:05:12.500000","none":null,"hours":["00:00:00"]}',
    );
    expect(row?.record_id).toBe("9223372036854775807");
  });

  test.each(["snappy", "zstd", "gzip", "uncompressed"])(
    "%s is read across many row groups",
    async (codec) => {
      await writeParquet(
        "select i as id from range(6000) r(i)",
        `, compression ${codec}, row_group_size 2048`,
      );
      const rows = await fixture.rows(await fixture.landed({}));
      expect(rows.map(({ record_id }) => Number(record_id))).toEqual(
        Array.from({ length: 6000 }, (_, id) => id),
      );
    },
  );

  const payloadsOf = async (stream: Record<string, unknown> = {}) =>
    (await fixture.rows(await fixture.landed(stream))).map(({ payload }) => JSON.parse(payload));

  test("an invalid date or number becomes text that says so, and affects no other value", async () => {
    await writeParquet(`select 1 as id, 'infinity'::date as day, '-infinity'::timestamp as at,
      'infinity'::timestamp_ns as nanos, 'nan'::double as real, '-infinity'::float as least
      union all select 2, date '12024-05-01', timestamp '12024-05-01 00:00:00', null, 1, 0.5`);
    expect(await payloadsOf()).toEqual([
      { id: 1, day: "infinity", at: "-infinity", nanos: "infinity", real: "NaN", least: "-Infinity" },
      { id: 2, day: "+012024-05-01", at: "+012024-05-01T00:00:00.000Z", nanos: null, real: 1, least: 0.5 },
    ]);
  });

  test("a binary column is left out, and fails the load by name only if it is mapped", async () => {
    await writeParquet(
      "select 1 as id, 'ab'::blob as photo, {'face': 'ab'::blob, 'name': 'Ada'} as person, interval 1 day as span",
    );
    expect(await payloadsOf()).toEqual([{ id: 1, person: { face: null, name: "Ada" } }]);
    await writeParquet("select 2 as id, 'ab'::blob as photo, {'face': 'ab'::blob} as person");
    const fields = { account_id: "id" };
    for (const name of ["photo", "person.face", { sql: "photo" }])
      expect(await fixture.failure({ fields: { ...fields, name } })).toMatch(
        /the mapped column (photo|person\.face) is binary/,
      );
  });

  test("nested columns, dotted names and lists are found by their path", async () => {
    await writeParquet(
      `select 7 as "user.id", {'id': 8} as "user", [{'price': 1.50::decimal(9,2)}] as items`,
    );
    const fields = { account_id: "user.id", name: "items[0].price" };
    const [row] = await fixture.rows(await fixture.landed({ fields }));
    expect(row?.record_id).toBe("7");
    expect(row?.payload).toBe('{"user.id":7,"user":{"id":8},"items":[{"price":1.50}]}');
    await writeParquet("select {'id': 9} as \"user\"");
    expect(await fixture.failure({ fields: { account_id: "users.id" } })).toMatch(/column users/);
  });

  test("values at the limits of every type land as JSON that represents them", async () => {
    const ends = {
      tiny: ["(-128)::tinyint", "127::tinyint"],
      big: ["(-9223372036854775808)::bigint", "9223372036854775807::bigint"],
      unsigned: ["0::ubigint", "18446744073709551615::ubigint"],
      real: ["(-1.7976931348623157e308)::double", "5e-324::double"],
      money: [`(-${"9".repeat(28)}.${"9".repeat(10)})::decimal(38,10)`, "0.0000000001::decimal(38,10)"],
      day: ["date '5877642-06-25 (BC)'", "date '5881580-07-10'"],
      at: ["timestamp '290309-12-22 (BC) 00:00:00'", "timestamp '294247-01-10 04:00:54.775806'"],
      second: ["timestamp_s '1969-12-31 23:59:59'", "timestamp_s '2024-05-01 10:11:12'"],
      zoned: ["timestamptz '2024-05-01 10:11:12+02'", "'infinity'::timestamptz"],
      key: ["'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid", "null::uuid"],
      word: [`'"x"'::json`, `'{"a":1e400}'::json`],
      list: ["[date 'infinity', null]", "[]::date[]"],
      map: ["map {'a': 'nan'::double}", "map {}"],
    };
    const row = (end: 0 | 1) =>
      Object.entries(ends)
        .map(([name, both]) => `${both[end]} as ${name}`)
        .join(", ");
    await writeParquet(`select 1 as id, ${row(0)} union all by name select 2 as id, ${row(1)}`);
    const rows = await fixture.rows(await fixture.landed({}));
    expect(rows.map(({ payload }) => payload)).toEqual([
      '{"id":1,"tiny":-128,"big":-9223372036854775808,"unsigned":0,"real":-1.7976931348623157e+308,' +
        '"money":-9999999999999999999999999999.9999999999,"day":"-2147483646 days since 1970",' +
        '"at":"-9223372022400000000 microseconds since 1970","second":"1969-12-31T23:59:59.000Z",' +
        '"zoned":"2024-05-01T08:11:12.000Z","key":"ffffffff-ffff-ffff-ffff-ffffffffffff","word":"x",' +
        '"list":["infinity",null],"map":{"a":"NaN"}}',
      '{"id":2,"tiny":127,"big":9223372036854775807,"unsigned":18446744073709551615,"real":5e-324,' +
        '"money":0.0000000001,"day":"2147483646 days since 1970",' +
        '"at":"9223372036854775806 microseconds since 1970","second":"2024-05-01T10:11:12.000Z",' +
        '"zoned":"infinity","key":null,"word":{"a":1e400},"list":[],"map":{}}',
    ]);
  });

  test("missing columns and invalid files fail the load", async () => {
    await writeParquet("select 1 as ids");
    expect(await fixture.failure({})).toMatch(/mapped column id.*Did you mean ids/);
    await fixture.write({ "exports/a.parquet": "not parquet at all" });
    expect(await fixture.failure({})).toMatch(/exports\/a\.parquet: it cannot be read as Parquet/);
  });
});

test("unreadable rows of a full export name their records where possible", async () => {
  const full = { mode: "full", fields: { account_id: "id" } };
  await fixture.write({
    "exports/a.csv": 'name,id\nAda,1\nBob, Ltd,2\n"Cleo" x,3\nTotal: 3\n"D "e,"4"\n"open,5\n',
    "exports/b.ndjson": '{"id":"6","name":"cut\n{"name":half,"id": 7.0}\n{"name":"no id"\n{"id":"8"}\n',
  });
  const load = await fixture.landed(full);
  expect(load).toMatchObject({ landed: 2, quarantined: 8, named: [" Ltd", "3", "4", "5", "6", "7.0"] });
  await fixture.write({ "exports/c.csv": "id,name\n9\n" });
  expect(await fixture.landed({ path: "exports/c.csv" })).not.toHaveProperty("named");
});

test("a record too long to store is quarantined alone", async () => {
  const note = (megabytes: number) => `{"id":"${megabytes}","note":"${"x".repeat(megabytes << 20)}"}`;
  const [long, longest, short] = [note(14), note(15), note(1)];
  await fixture.write({
    "exports/a.ndjson": `${longest}\n${long}\n${short}\n`,
    // Line ends within a record are stored encoded, which makes it longer.
    "exports/b.json": `[{"id": "wide",${"\n".repeat(6 << 20)}"a": 1}, {"id": "less wide",${"\n".repeat(1 << 20)}"a": 1}]`,
  });
  const load = await fixture.landed({ path: "exports/a.ndjson" });
  expect(load).toMatchObject({ landed: 2, quarantined: 1 });
  const array = await fixture.landed({ path: "exports/b.json" });
  expect(array).toMatchObject({ landed: 1, quarantined: 1 });
  expect(await fixture.quarantine(array)).toMatchObject([{ line: 1, reason: "longer than 15 MB" }]);
  expect(await fixture.quarantine(load)).toMatchObject([{ line: 1, reason: "longer than 15 MB" }]);
});

test("a file name without a known format, and an unknown encoding, fail with a clear message", async () => {
  await fixture.write({ "exports/a.xlsx": "PK" });
  expect(await fixture.failure({})).toMatch(/set format: csv, ndjson, json or parquet/);
  await fixture.write({ "exports/a.xlsx": "PK" });
  expect(await fixture.failure({ format: "csv", encoding: "klingon" })).toMatch(
    /encoding klingon is unknown/,
  );
});
