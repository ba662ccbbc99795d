import {
  AlreadyExistsException,
  CreateDatabaseCommand,
  CreateTableCommand,
  EntityNotFoundException,
  GetDatabaseCommand,
  GetTableCommand,
  type GlueClient,
  type Partition,
  paginateGetDatabases,
  paginateGetPartitions,
  paginateGetTables,
  type Table,
  type TableInput,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";

export async function getTable(
  client: GlueClient,
  database: string,
  name: string,
): Promise<Table | undefined> {
  return (await unlessMissing(client.send(new GetTableCommand({ DatabaseName: database, Name: name }))))
    ?.Table;
}

/** None when there is no such database. */
export async function getTables(client: GlueClient, database: string): Promise<readonly Table[]> {
  const pages = paginateGetTables({ client }, { DatabaseName: database });
  const tables = await unlessMissing(Array.fromAsync(pages, ({ TableList = [] }) => TableList));
  return (tables ?? []).flat();
}

/** Partitions without their columns; undefined when the table no longer exists. */
export async function getPartitions(
  client: GlueClient,
  database: string,
  table: string,
): Promise<readonly Partition[] | undefined> {
  const pages = paginateGetPartitions(
    { client, pageSize: 1_000 },
    { DatabaseName: database, TableName: table, ExcludeColumnSchema: true },
  );
  const partitions = await unlessMissing(Array.fromAsync(pages, ({ Partitions = [] }) => Partitions));
  return partitions?.flat();
}

export async function getDatabaseNames(client: GlueClient): Promise<readonly string[]> {
  const pages = paginateGetDatabases({ client }, {});
  const names = await Array.fromAsync(pages, ({ DatabaseList = [] }) =>
    DatabaseList.map(({ Name = "" }) => Name),
  );
  return names.flat();
}

export async function ensureDatabase(client: GlueClient, name: string): Promise<void> {
  const known = await unlessMissing(client.send(new GetDatabaseCommand({ Name: name })));
  if (known !== undefined) return;
  await unlessThere(client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: name } })));
}

/** Updates the table when someone else has just made it. */
export async function createTable(client: GlueClient, database: string, input: TableInput): Promise<void> {
  const command = new CreateTableCommand({ DatabaseName: database, TableInput: input });
  if ((await unlessThere(client.send(command))) === undefined) await client.send(update(database, input));
}

/** Creates the table when someone else has just dropped it. */
export async function updateTable(client: GlueClient, database: string, input: TableInput): Promise<void> {
  if ((await unlessMissing(client.send(update(database, input)))) === undefined)
    await client.send(new CreateTableCommand({ DatabaseName: database, TableInput: input }));
}

/** Tables change with every run: Glue is not to keep their past versions, which count towards a quota. */
const update = (database: string, input: TableInput) =>
  new UpdateTableCommand({ DatabaseName: database, TableInput: input, SkipArchive: true });

/** The response, or undefined when the entity does not exist. */
export const unlessMissing = <T>(answer: Promise<T>): Promise<T | undefined> =>
  answer.catch((error: unknown) => {
    if (error instanceof EntityNotFoundException) return undefined;
    throw error;
  });

const unlessThere = <T>(answer: Promise<T>): Promise<T | undefined> =>
  answer.catch((error: unknown) => {
    if (error instanceof AlreadyExistsException) return undefined;
    throw error;
  });
