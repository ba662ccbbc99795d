import {
  AlreadyExistsException,
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchDeleteTableCommand,
  BatchUpdatePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  EntityNotFoundException,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  GlueClient,
  InvalidInputException,
  type PartitionInput,
  type TableInput,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import { mockClient } from "aws-sdk-client-mock";

type Command = Parameters<FakeGlue["mock"]["commandCalls"]>[0];

/** The input of any of the commands. */
interface Asked {
  readonly Name: string;
  readonly DatabaseName: string;
  readonly DatabaseInput: { readonly Name: string };
  readonly TableName: string;
  readonly TableInput: TableInput & { readonly Name: string };
  readonly TablesToDelete: readonly string[];
  readonly PartitionInputList: readonly PartitionInput[];
  readonly Entries: readonly {
    readonly PartitionValueList: readonly string[];
    readonly PartitionInput: PartitionInput;
  }[];
  readonly PartitionsToDelete: readonly { readonly Values: readonly string[] }[];
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

interface FakeTable {
  input: TableInput;
  readonly partitions: Map<string, PartitionInput>;
}

/** Glue in memory, with the service's page sizes, limits and errors. */
export class FakeGlue {
  readonly client = new GlueClient({ region: "eu-west-1" });
  readonly databases = new Map<string, Map<string, FakeTable>>();
  readonly mock = mockClient(this.client);
  readonly #next = new Map<Command, () => unknown>();

  constructor() {
    this.#on(GetDatabaseCommand, ({ Name }) => ({ Database: this.#database(Name) && { Name } }));
    this.#on(CreateDatabaseCommand, ({ DatabaseInput: { Name } }) => {
      if (this.databases.has(Name)) throw new AlreadyExistsException(fault(`database ${Name}`));
      this.databases.set(Name, new Map());
    });
    this.#on(DeleteDatabaseCommand, ({ Name }) => {
      this.#database(Name);
      this.databases.delete(Name);
    });
    this.#on(GetDatabasesCommand, ({ NextToken }) => {
      const { page, next } = paged([...this.databases.keys()], 100, NextToken);
      return { DatabaseList: page.map((Name) => ({ Name })), NextToken: next };
    });
    this.#on(GetTablesCommand, ({ DatabaseName, NextToken }) => {
      const { page, next } = paged([...this.#database(DatabaseName).values()], 100, NextToken);
      return { TableList: page.map(({ input }) => input), NextToken: next };
    });
    this.#on(GetTableCommand, ({ DatabaseName, Name }) => ({
      Table: this.table(DatabaseName, Name).input,
    }));
    this.#on(CreateTableCommand, ({ DatabaseName, TableInput: input }) => {
      const tables = this.#database(DatabaseName);
      if (tables.has(input.Name)) throw new AlreadyExistsException(fault(`table ${input.Name}`));
      tables.set(input.Name, { input, partitions: new Map() });
    });
    this.#on(UpdateTableCommand, ({ DatabaseName, TableInput: input }) => {
      this.table(DatabaseName, input.Name).input = input;
    });
    this.#on(BatchDeleteTableCommand, ({ DatabaseName, TablesToDelete }) => {
      const tables = this.#database(DatabaseName);
      const gone = limited(TablesToDelete, 100).filter((name) => !tables.delete(name));
      return { Errors: gone.map((TableName) => ({ TableName, ErrorDetail: missing })) };
    });
    this.#on(GetPartitionsCommand, ({ DatabaseName, TableName, MaxResults, NextToken }) => {
      const { partitions } = this.table(DatabaseName, TableName);
      const { page, next } = paged([...partitions.values()].reverse(), MaxResults, NextToken);
      return { Partitions: page, NextToken: next };
    });
    this.#on(BatchCreatePartitionCommand, ({ DatabaseName, TableName, PartitionInputList }) => {
      const { partitions } = this.table(DatabaseName, TableName);
      const there = limited(PartitionInputList, 100).filter((input) => {
        const isThere = partitions.has(keyOf(input.Values));
        if (!isThere) partitions.set(keyOf(input.Values), input);
        return isThere;
      });
      return {
        Errors: there.map(({ Values }) => ({ PartitionValues: Values, ErrorDetail: alreadyThere })),
      };
    });
    this.#on(BatchUpdatePartitionCommand, ({ DatabaseName, TableName, Entries }) => {
      const { partitions } = this.table(DatabaseName, TableName);
      const gone = limited(Entries, 100).filter(({ PartitionValueList, PartitionInput }) => {
        const isThere = partitions.has(keyOf(PartitionValueList));
        if (isThere) partitions.set(keyOf(PartitionValueList), PartitionInput);
        return !isThere;
      });
      return {
        Errors: gone.map(({ PartitionValueList }) => ({ PartitionValueList, ErrorDetail: missing })),
      };
    });
    this.#on(BatchDeletePartitionCommand, ({ DatabaseName, TableName, PartitionsToDelete }) => {
      const { partitions } = this.table(DatabaseName, TableName);
      const gone = limited(PartitionsToDelete, 25).filter(({ Values }) => !partitions.delete(keyOf(Values)));
      return { Errors: gone.map(({ Values }) => ({ PartitionValues: Values, ErrorDetail: missing })) };
    });
  }

  /** Runs, or answers, the next time that a command is sent: stands for a concurrent user of Glue. */
  next(command: Command, happens: () => unknown): void {
    this.#next.set(command, happens);
  }

  table(database: string, name: string): FakeTable {
    const table = this.#database(database).get(name);
    if (table === undefined) throw new EntityNotFoundException(fault(`table ${name}`));
    return table;
  }

  /** The changes asked for, in order: the command and the table, or the database. */
  changes(): string[] {
    return this.mock.calls().flatMap(({ args: [{ constructor: command, input }] }) => {
      const verb = command.name.replace("Command", "");
      const { TableName, TableInput: table, DatabaseName } = input as Record<string, never>;
      const subject = TableName ?? (table as TableInput | undefined)?.Name ?? DatabaseName ?? "";
      return verb.startsWith("Get") ? [] : [`${verb} ${subject}`.trim()];
    });
  }

  #on(command: Command, answer: (asked: Asked) => unknown): void {
    this.mock.on(command).callsFake(async (asked) => {
      const happens = this.#next.get(command);
      this.#next.delete(command);
      return (await happens?.()) ?? answer(asked) ?? {};
    });
  }

  #database(name: string): Map<string, FakeTable> {
    const tables = this.databases.get(name);
    if (tables === undefined) throw new EntityNotFoundException(fault(`database ${name}`));
    return tables;
  }
}

const fault = (message: string) => ({ message, $metadata: {} });
const missing = { ErrorCode: "EntityNotFoundException", ErrorMessage: "not found" };
const alreadyThere = { ErrorCode: "AlreadyExistsException", ErrorMessage: "already exists" };
const keyOf = (values: readonly string[] = []): string => values.join("/");

function limited<T>(entries: readonly T[], most: number): readonly T[] {
  if (entries.length > most) throw new InvalidInputException(fault(`more than ${most} entries`));
  return entries;
}

function paged<T>(items: readonly T[], size = 100, token = "0") {
  const end = Number(token) + size;
  return { page: items.slice(Number(token), end), next: end < items.length ? String(end) : undefined };
}
