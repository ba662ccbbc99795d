import { afterAll, beforeAll, expect, test } from "vitest";
import { Source } from "../../lib/config/schema.ts";
import { withReadExpressions } from "../../lib/mapping/cells/expressions.ts";
import { stagedModels } from "../../lib/mapping/staged/staged-models.ts";
import { render } from "../../lib/models/render.ts";
import { DuckDbSession, readRows } from "../../lib/warehouse/duckdb-session.ts";
import { rawColumns } from "../support/raw.ts";

/** A few more rows than a vector of DuckDB (2,048), and more than one thread processes (122,880). */
const rows = 14_000;
/** Set BELLWETHER_ENGINE_RUNS=20 for a longer run. */
const runs = Number(process.env.BELLWETHER_ENGINE_RUNS ?? 3);
/** Bad rows at the edges of DuckDB's vectors, in blocks, and scattered. */
const isBad = "(i % 2048 in (0, 1, 2047) or i % 7 = 3 or i between 4096 and 6143 or i = 13999)";

const source = Source.parse({
  name: "crm",
  kind: "files",
  streams: {
    accounts: {
      path: "a.csv",
      mode: "upsert",
      entity: "accounts",
      fields: {
        account_id: "id",
        name: {
          sql: "case when cast(n as bigint) % 2 = 0 then 'even ' || id else coalesce('odd ' || id || ' ' || cast(cast(d as date) as varchar), 'none') end",
        },
        domain: { sql: "lower(coalesce(nested.text, id) || '.example')" },
        segment: { field: "s", values: { A: "Enterprise", B: null } },
        employees: { sql: "coalesce(cast(n as bigint), 0) + 1" },
        is_internal: { sql: "cast(b as boolean)" },
        customer_since: { sql: "cast(d as date) + interval '1' day" },
        notice_on: "d",
        updated_at: { sql: "cast(t as timestamp(3))" },
      },
    },
    invoices: {
      path: "i.csv",
      mode: "upsert",
      entity: "invoices",
      fields: {
        invoice_id: "id",
        account_id: "id",
        amount: { sql: "cast(n as double) / 100" },
        status: { sql: "case cast(n as bigint) % 3 when 0 then 'paid' when 1 then 'open' else 'void' end" },
        issued_on: "d",
        due_on: { field: "e", format: "DD/MM/YYYY" },
      },
    },
    usage: {
      path: "u.csv",
      mode: "append",
      entity: "usage",
      fields: {
        event_id: "id",
        account_id: "id",
        occurred_at: "t",
        events: "n",
        minutes: { sql: "cast(n as decimal(18,6)) * 0.5" },
      },
    },
  },
});

const payload = `json_object(
  'id', 'r' || i, 'n', case when ${isBad} then 'n/a ' || i else cast(i as varchar) end,
  's', case when ${isBad} then '?' when i % 2 = 0 then 'A' else 'B' end,
  'b', case when ${isBad} then 'perhaps' when i % 2 = 0 then 'yes' else '0' end,
  'd', case when ${isBad} then '2024-02-30' else cast(date '2020-01-01' + cast(i // 10 as integer) as varchar) end,
  'e', case when ${isBad} then '31/04/2024' else strftime(date '2020-01-01' + cast(i // 10 as integer), '%d/%m/%Y') end,
  't', case when ${isBad} then 'soon' else cast(timestamp '2020-01-01 10:00:00' + interval (i) minute as varchar) || '+02:00' end,
  'nested', json_object('text', case when ${isBad} then null else 'T' || i end))`;

/** The other columns of a raw table: null for a plain record. */
const given = ["record_id", "extracted_at", "payload", "load", "landed", "position"];
const absent = rawColumns
  .filter(({ name }) => !given.includes(name))
  .map(({ name, type }) => `, cast(null as ${type}) as ${name}`)
  .join("");

const good = (value: string) => `case when not ${isBad} then ${value} end`;
const day = "cast(date '2020-01-01' + cast(i // 10 as integer) as date)";
const time = "timestamp '2020-01-01 08:00:00' + interval (i) minute";

/** The values of each column in record i: none for a bad one. */
const expected: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  staged_accounts: {
    name: good(`case when i % 2 = 0 then 'even r' || i else 'odd r' || i || ' ' || ${day} end`),
    domain: `case when ${isBad} then 'r' || i else 't' || i end || '.example'`,
    segment: good("case when i % 2 = 0 then 'Enterprise' end"),
    employees: good("i + 1"),
    is_internal: good("i % 2 = 0"),
    customer_since: good(`${day} + 1`),
    notice_on: good(day),
    updated_at: good(time),
  },
  staged_invoices: {
    amount: good("cast(round(i / 100, 2) as decimal(18,2))"),
    status: good("case i % 3 when 0 then 'paid' when 1 then 'open' else 'void' end"),
    issued_on: good(day),
    due_on: good(day),
  },
  staged_usage: { occurred_at: good(time), events: good("i"), minutes: good("i / 2") },
};

let session: DuckDbSession;
beforeAll(() => {
  session = new DuckDbSession({ threads: 2 });
});
afterAll(() => session.close());

const models = stagedModels({ sources: withReadExpressions([source]) });

test.each(Object.keys(expected))(
  "%s of dirty rows is the same each time, and mixes no values between rows",
  async (table) => {
    const connection = await session.connect();
    const model = models.find((each) => each.table === table);
    if (model === undefined) throw new Error(`nothing makes ${table}`);
    const stream = table.replace("staged_", "");
    await connection.run(`create temp table raw_crm_${stream} as
      select
        'r' || i as record_id, '2024-05-10T12:00:00.000Z' as extracted_at, ${payload} as payload,
        'l1' as load, date '2024-05-10' as landed, cast(i as bigint) as position${absent}
      from range(${rows}) as numbers (i)`);
    const sql = render(model, { asOfDate: "2024-05-10", past: [], runId: "r" });
    const wrong = Object.entries(expected[table] ?? {}).map(
      ([name, value]) => `count(*) filter (where ${name} is distinct from (${value})) as ${name}`,
    );
    const digests = new Set<unknown>();
    for (let run = 0; run < runs; run += 1) {
      await connection.run(`create or replace temp table staged as ${sql}`);
      const [found] = await readRows(
        connection,
        `select count(*) as rows, ${wrong.join(", ")}
        from (select *, cast(substr(record_id, 2) as bigint) as i from staged)`,
      );
      expect(found).toEqual({
        rows,
        ...Object.fromEntries(Object.keys(expected[table] ?? {}).map((name) => [name, 0])),
      });
      const [digest] = await readRows(
        connection,
        "select cast(bit_xor(hash(staged)) as varchar) as all_rows from staged",
      );
      digests.add(digest?.all_rows);
    }
    expect(digests.size).toBe(1);
    connection.closeSync();
  },
  120_000,
);
