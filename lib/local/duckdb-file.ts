import { randomBytes } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Catalog, CatalogTable, PartitionsByTable } from "../catalog/catalog.ts";
import { temporaryDirectory } from "../storage/keys.ts";
import { ownIdentity } from "../storage/process-identity.ts";
import { type DuckDbSession, quoteName, quoteText } from "../warehouse/duckdb-session.ts";
import { tableView } from "../warehouse/duckdb-views.ts";

interface DuckDbFileOptions {
  readonly session: DuckDbSession;
  /** The folder of the lake, whose files the views read. */
  readonly root: string;
  readonly file: string;
  /** The database that it shows. */
  readonly database: string;
}

/**
 * A catalog that also maintains a DuckDB file of views over one of its databases, for tools that read DuckDB:
 * BI tools, notebooks. The views use absolute paths, so the file can be opened from anywhere, but the next
 * run must rewrite it after the project has moved.
 */
export class CatalogWithDuckDbFile implements Catalog {
  readonly #catalog: Catalog;
  readonly #options: DuckDbFileOptions;

  constructor(catalog: Catalog, options: DuckDbFileOptions) {
    this.#catalog = catalog;
    this.#options = options;
  }

  tables(database: string, names: readonly string[]): Promise<readonly CatalogTable[]> {
    return this.#catalog.tables(database, names);
  }

  tableNames(database: string): Promise<readonly string[]> {
    return this.#catalog.tableNames(database);
  }

  /** The file first: if the database is not replaced yet, the next call does both again. */
  async replaceDatabase(database: string, tables: readonly CatalogTable[]): Promise<void> {
    if (database === this.#options.database) await writeOrWarn(this.#options, tables);
    await this.#catalog.replaceDatabase(database, tables);
  }

  assertReplaceable(database: string, tables: readonly CatalogTable[]): Promise<void> {
    return this.#catalog.assertReplaceable(database, tables);
  }

  databaseNames(prefix: string): Promise<readonly string[]> {
    return this.#catalog.databaseNames(prefix);
  }

  dropDatabase(database: string): Promise<void> {
    return this.#catalog.dropDatabase(database);
  }

  setPartitions(database: string, changes: PartitionsByTable): Promise<void> {
    return this.#catalog.setPartitions(database, changes);
  }
}

/** The file is a convenience: a run does not fail over it, for example when another program locks it. */
async function writeOrWarn(options: DuckDbFileOptions, tables: readonly CatalogTable[]): Promise<void> {
  try {
    await writeDuckDbFile(options, tables);
  } catch (error) {
    process.emitWarning(
      `${options.file} still shows an earlier day, because it could not be replaced (${error})`,
    );
  }
}

/** Written beside it and then renamed, so that open readers keep the old file. */
async function writeDuckDbFile(
  { session, root, file }: DuckDbFileOptions,
  tables: readonly CatalogTable[],
): Promise<void> {
  // The store removes leftovers of killed processes here.
  const folder = join(root, temporaryDirectory);
  const written = join(folder, `${ownIdentity()}.${randomBytes(8).toString("hex")}`);
  await mkdir(folder, { recursive: true });
  const connection = await session.connect();
  const name = quoteName(`file_${randomBytes(4).toString("hex")}`);
  try {
    await connection.run(`attach ${quoteText(written)} as ${name}`);
    try {
      const statements = tables.flatMap((table) => viewStatements(table, `${name}.main`, resolve(root)));
      await connection.run(`begin;\n${statements.join(";\n")};\ncommit`);
    } finally {
      await connection.run(`detach ${name}`);
    }
    await rename(written, file);
  } finally {
    connection.closeSync();
    await rm(written, { force: true });
  }
}

function viewStatements(table: CatalogTable, schema: string, root: string): string[] {
  const view = `${schema}.${quoteName(table.name)}`;
  const columns = [...table.columns, ...table.partitionKeys];
  return [
    `create view ${view} as ${tableView(table, root)}`,
    `comment on view ${view} is ${quoteText(table.comment)}`,
    ...columns.map(
      ({ name, comment }) => `comment on column ${view}.${quoteName(name)} is ${quoteText(comment)}`,
    ),
  ];
}
