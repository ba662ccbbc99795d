import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { CatalogTable } from "../catalog/catalog.ts";
import type { DuckDbSession } from "./duckdb-session.ts";
import { parquetFile } from "./duckdb-views.ts";

/** The bytes of Parquet below which one thread is fastest: splitting less work costs more than it saves. */
const quickestForOneThread = 16 << 20;
/** Bytes of rows as Parquet holds them, for each of compressed text. */
const parquetPerText = 2;

/** Suits a session to small queries while only such are under way, and to large ones once one begins. */
export class DuckDbSizes {
  readonly #session: DuckDbSession;
  readonly #root: string;
  readonly #mostForOneThread: number;
  #large = 0;
  #setting: Promise<void> = Promise.resolve();
  #size: "small" | "large" | undefined;

  constructor({
    session,
    root,
    mostForOneThread = quickestForOneThread,
  }: {
    readonly session: DuckDbSession;
    readonly root: string;
    readonly mostForOneThread?: number | undefined;
  }) {
    this.#session = session;
    this.#root = root;
    this.#mostForOneThread = mostForOneThread;
  }

  /** Runs a query in the way that suits the size of its tables. */
  async during<T>(tables: readonly CatalogTable[], query: () => Promise<T>): Promise<T> {
    const bytes = tables.reduce((sum, table) => sum + bytesOf(table, this.#root), 0);
    const isLarge = bytes > this.#mostForOneThread;
    if (isLarge) this.#large += 1;
    try {
      await this.#set();
      return await query();
    } finally {
      if (isLarge) this.#large -= 1;
    }
  }

  #set(): Promise<void> {
    this.#setting = this.#setting.then(async () => {
      const size = this.#large > 0 ? "large" : "small";
      if (size === this.#size) return;
      await this.#session.suit(size);
      this.#size = size;
    });
    return this.#setting;
  }
}

/** The bytes that a query reads of a table: for a table with one partition per day, those of one day. */
function bytesOf({ format, partitions }: CatalogTable, root: string): number {
  if (format === "parquet") {
    const newest = partitions.at(-1);
    return newest === undefined ? 0 : bytesOfFile(join(root, newest.location, parquetFile));
  }
  const folders = partitions.map(({ location }) => join(root, location));
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  return parquetPerText * files.reduce((sum, file) => sum + bytesOfFile(file), 0);
}

const bytesOfFile = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
