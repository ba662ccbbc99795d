import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  InvalidRequestException,
  paginateGetQueryResults,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  TooManyRequestsException,
} from "@aws-sdk/client-athena";
import type { ObjectStore } from "../storage/object-store.ts";
import { explained, reasonOf } from "./athena-reasons.ts";
import { rowsOf } from "./athena-rows.ts";
import { mismatchOf } from "./column-mismatch.ts";
import { parquetTypes, writtenFiles } from "./parquet-footers.ts";
import {
  QueryFailed,
  type QueryState,
  type Row,
  type Warehouse,
  WarehouseBusy,
  type WriteStatement,
} from "./warehouse.ts";

export interface AthenaWarehouseOptions {
  readonly client: AthenaClient;
  /** The objects of `bucket`, where statements write. */
  readonly store: ObjectStore;
  readonly bucket: string;
  readonly workgroup: string;
  readonly region: string;
  /** How long a check waits for the end of a query that runs. @default 5,000: most queries take less */
  readonly patienceMilliseconds?: number;
}

const firstPauseMilliseconds = 100;
const longestPauseMilliseconds = 500;
/** The most that Athena gives. */
const rowsAPage = 1_000;

/** Athena over the tables of the Glue Data Catalog. What it was asked for it never starts again by itself. */
export class AthenaWarehouse implements Warehouse {
  readonly #client: AthenaClient;
  readonly #store: ObjectStore;
  readonly #bucket: string;
  readonly #workgroup: string;
  readonly #region: string;
  readonly #patienceMilliseconds: number;

  constructor({
    client,
    store,
    bucket,
    workgroup,
    region,
    patienceMilliseconds = 5_000,
  }: AthenaWarehouseOptions) {
    this.#client = client;
    this.#store = store;
    this.#bucket = bucket;
    this.#workgroup = workgroup;
    this.#region = region;
    this.#patienceMilliseconds = patienceMilliseconds;
  }

  start({ sql, database, location, token }: WriteStatement): Promise<string> {
    // The SELECT may end in a comment, so that what follows has lines of its own.
    const unload = `UNLOAD (\n${sql}\n)\nTO 's3://${this.#bucket}/${location}'\nWITH (format = 'PARQUET', compression = 'ZSTD')`;
    return this.#start(unload, database, this.#requestToken(token));
  }

  async check(queryId: string, { location, columns }: WriteStatement): Promise<QueryState> {
    const execution = await this.#ended(queryId, this.#patienceMilliseconds);
    if (!hasEnded(execution)) return { status: "running" };
    if (execution.Status?.State !== "SUCCEEDED")
      return { status: "failed", reason: reasonOf(execution, this.#region) };
    const written = await writtenFiles(this.#store, location);
    const mismatch = written.columns && mismatchOf(columns, written.columns, parquetTypes);
    if (mismatch !== undefined) return { status: "failed", reason: mismatch };
    const bytesScanned = execution.Statistics?.DataScannedInBytes ?? 0;
    return { status: "succeeded", rows: written.rows, bytesScanned };
  }

  async cancel(queryId: string): Promise<void> {
    try {
      await this.#client.send(new StopQueryExecutionCommand({ QueryExecutionId: queryId }));
    } catch (error) {
      // It has ended, or has never been.
      if (!(error instanceof InvalidRequestException)) throw error;
    }
  }

  async rows(sql: string, { database }: { readonly database: string }): Promise<readonly Row[]> {
    const queryId = await this.#start(sql, database);
    const execution = await this.#ended(queryId);
    if (execution.Status?.State !== "SUCCEEDED")
      throw new QueryFailed(`query in ${database}`, reasonOf(execution, this.#region));
    const pages = paginateGetQueryResults(
      { client: this.#client, pageSize: rowsAPage },
      { QueryExecutionId: queryId },
    );
    return rowsOf(await Array.fromAsync(pages, ({ ResultSet = {} }) => ResultSet));
  }

  async #start(sql: string, database: string, token?: string): Promise<string> {
    try {
      const { QueryExecutionId } = await this.#client.send(
        new StartQueryExecutionCommand({
          QueryString: sql,
          QueryExecutionContext: { Catalog: "AwsDataCatalog", Database: database },
          WorkGroup: this.#workgroup,
          ClientRequestToken: token,
        }),
      );
      if (QueryExecutionId === undefined) throw new Error("Athena started a query but returned no id");
      return QueryExecutionId;
    } catch (error) {
      if (isBusy(error))
        throw new WarehouseBusy(
          `Athena accepts no more queries for now: ${error.message}. If this persists, ask for a higher quota of ` +
            "active queries, or run fewer stages at once.",
        );
      // Athena parses a query before it takes it.
      if (error instanceof InvalidRequestException)
        throw new QueryFailed(`query in ${database}`, explained(error.message));
      throw error;
    }
  }

  /** The query when it has finished, or its state when that takes longer. */
  async #ended(
    queryId: string,
    patienceMilliseconds: number = Number.POSITIVE_INFINITY,
  ): Promise<QueryExecution> {
    let waited = 0;
    for (let pause = firstPauseMilliseconds; ; pause = Math.min(2 * pause, longestPauseMilliseconds)) {
      const execution = await this.#look(queryId);
      if (hasEnded(execution) || waited + pause > patienceMilliseconds) return execution;
      await setTimeout(pause);
      waited += pause;
    }
  }

  /** A look that Athena was too busy for has seen nothing: the query runs on. */
  async #look(queryId: string): Promise<QueryExecution> {
    try {
      const command = new GetQueryExecutionCommand({ QueryExecutionId: queryId });
      return (await this.#client.send(command)).QueryExecution ?? {};
    } catch (error) {
      if (isBusy(error)) return {};
      throw error;
    }
  }

  /**
   * Athena takes tokens of 32 to 128 characters, which all stages of an account share. A hash has the length, and
   * with the bucket in it, two stages never mean the same.
   */
  #requestToken(token: string): string {
    return createHash("sha256")
      .update(JSON.stringify([this.#bucket, token]))
      .digest("hex");
  }
}

const hasEnded = ({ Status }: QueryExecution): boolean =>
  Status?.State === "SUCCEEDED" || Status?.State === "FAILED" || Status?.State === "CANCELLED";

const isBusy = (error: unknown): error is Error =>
  error instanceof TooManyRequestsException ||
  (error instanceof Error && error.name === "ThrottlingException");
