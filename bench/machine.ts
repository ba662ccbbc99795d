import { execFile } from "node:child_process";
import { availableParallelism, cpus, totalmem } from "node:os";
import { resolve } from "node:path";
import { promisify } from "node:util";
import duckdb from "@duckdb/node-api";

const execute = promisify(execFile);

/** Where and of what the figures are: the machine, the versions, the commit and the date. */
export async function circumstances(): Promise<string> {
  const processor = cpus()[0]?.model ?? "unknown processor";
  const memory = Math.round(totalmem() / 2 ** 30);
  const { stdout } = await execute("git", [
    ...["-C", resolve(import.meta.dirname, "..")],
    ...["describe", "--always", "--dirty"],
  ]);
  const today = new Date().toISOString().slice(0, 10);
  return (
    `Measured on ${today} at commit ${stdout.trim()}, on ${availableParallelism()} cores of ${processor} with ` +
    `${memory} GB of memory, Node ${process.versions.node}, DuckDB ${duckdb.version().slice(1)}.`
  );
}
