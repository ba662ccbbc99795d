import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchDeleteTableCommand,
  BatchUpdatePartitionCommand,
  type ErrorDetail,
  type GlueClient,
  type PartitionInput,
} from "@aws-sdk/client-glue";
import { inBatches } from "../in-batches.ts";
import type { Values } from "./glue-changes.ts";

/** Glue's limit for entries per request. */
const most = { created: 100, updated: 100, deleted: 25, tables: 100 };

/** Entries of a batch that Glue has not taken; the others of it are done. */
export class RefusedByGlue extends Error {
  override readonly name = "RefusedByGlue";
  readonly entries: readonly Refused[];
  constructor(subject: string, entries: readonly Refused[]) {
    const lines = entries.map(({ entry, code, message }) => `  ${entry}: ${code}: ${message}`);
    super(`Glue rejected changes to ${subject}:\n${lines.join("\n")}`);
    this.entries = entries;
  }
}

export interface Refused {
  readonly entry: string;
  readonly code: string;
  readonly message: string;
}

interface Place {
  readonly database: string;
  readonly table: string;
}

/**
 * Creates and updates partitions. If someone else changed them in between, existing ones are updated and
 * missing ones created. @throws RefusedByGlue
 */
export async function putPartitions(
  client: GlueClient,
  place: Place,
  {
    create,
    update,
  }: { readonly create: readonly PartitionInput[]; readonly update: readonly PartitionInput[] },
): Promise<void> {
  const updated = await updatePartitions(client, place, update);
  const gone = updated.filter(({ code }) => code === "EntityNotFoundException");
  const created = await createPartitions(client, place, [...create, ...inputsOf(gone, update)]);
  const there = created.filter(({ code }) => code === "AlreadyExistsException");
  const updatedThen = await updatePartitions(client, place, inputsOf(there, [...create, ...update]));
  const rest = [...updated, ...created].filter((each) => !gone.includes(each) && !there.includes(each));
  throwIfAny(`${place.database}.${place.table}`, [...rest, ...updatedThen]);
}

/** A partition that is already gone is no error. @throws RefusedByGlue */
export async function deletePartitions(
  client: GlueClient,
  { database, table }: Place,
  partitions: readonly Values[],
): Promise<void> {
  const refused: Refused[] = [];
  for (const batch of inBatches(partitions, most.deleted)) {
    const PartitionsToDelete = batch.map((values) => ({ Values: [...values] }));
    const { Errors = [] } = await client.send(
      new BatchDeletePartitionCommand({ DatabaseName: database, TableName: table, PartitionsToDelete }),
    );
    refused.push(...Errors.map((error) => refusedOf(error.PartitionValues, error.ErrorDetail)));
  }
  throwIfAny(`${database}.${table}`, refused.filter(isStillThere));
}

/** A table that is already gone is no error. @throws RefusedByGlue */
export async function deleteTables(
  client: GlueClient,
  database: string,
  names: readonly string[],
): Promise<void> {
  const refused: Refused[] = [];
  for (const TablesToDelete of inBatches(names, most.tables)) {
    const { Errors = [] } = await client.send(
      new BatchDeleteTableCommand({ DatabaseName: database, TablesToDelete }),
    );
    refused.push(...Errors.map((error) => refusedOf([error.TableName ?? ""], error.ErrorDetail)));
  }
  throwIfAny(database, refused.filter(isStillThere));
}

async function createPartitions(
  client: GlueClient,
  { database, table }: Place,
  inputs: readonly PartitionInput[],
): Promise<Refused[]> {
  const refused: Refused[] = [];
  for (const PartitionInputList of inBatches(inputs, most.created)) {
    const { Errors = [] } = await client.send(
      new BatchCreatePartitionCommand({ DatabaseName: database, TableName: table, PartitionInputList }),
    );
    refused.push(...Errors.map((error) => refusedOf(error.PartitionValues, error.ErrorDetail)));
  }
  return refused;
}

async function updatePartitions(
  client: GlueClient,
  { database, table }: Place,
  inputs: readonly PartitionInput[],
): Promise<Refused[]> {
  const refused: Refused[] = [];
  for (const batch of inBatches(inputs, most.updated)) {
    const Entries = batch.map((input) => ({ PartitionValueList: input.Values, PartitionInput: input }));
    const { Errors = [] } = await client.send(
      new BatchUpdatePartitionCommand({ DatabaseName: database, TableName: table, Entries }),
    );
    refused.push(...Errors.map((error) => refusedOf(error.PartitionValueList, error.ErrorDetail)));
  }
  return refused;
}

const refusedOf = (values: readonly string[] = [], detail: ErrorDetail = {}): Refused => ({
  entry: values.join("/"),
  code: detail.ErrorCode ?? "",
  message: detail.ErrorMessage ?? "",
});

const inputsOf = (refused: readonly Refused[], inputs: readonly PartitionInput[]): PartitionInput[] =>
  inputs.filter(({ Values = [] }) => refused.some(({ entry }) => entry === Values.join("/")));

const isStillThere = ({ code }: Refused): boolean => code !== "EntityNotFoundException";

function throwIfAny(subject: string, refused: readonly Refused[]): void {
  if (refused.length > 0) throw new RefusedByGlue(subject, refused);
}
