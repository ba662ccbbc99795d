import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Source } from "../../lib/config/schema.ts";
import { type LandingOutcome, landSource } from "../../lib/landing/land.ts";
import { Load, type LoadedBatch } from "../../lib/landing/load.ts";
import { linesBelow } from "../../lib/landing/part-reader.ts";
import { DirectoryStore } from "../../lib/storage/directory-store.ts";
import { readDocument } from "../../lib/storage/documents.ts";

/** A line of a raw part. */
export interface RawRow {
  readonly record_id: string | null;
  readonly updated_at: string | null;
  readonly extracted_at: string;
  readonly position: number;
  readonly payload: string;
  readonly readable?: string;
  readonly other_domain?: string;
  readonly loaded_on?: string;
}

export interface QuarantineRow {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
  readonly raw: string;
}

/** A folder of exports and a lake, with one source `crm` that has one stream `rows`. */
export class LandingFixture {
  readonly root: string;
  readonly inbox: DirectoryStore;
  readonly store: DirectoryStore;
  now = new Date("2024-05-01T10:11:12.123Z");

  constructor(root: string) {
    this.root = root;
    this.inbox = new DirectoryStore(join(root, "project"));
    this.store = new DirectoryStore(join(root, "lake"));
  }

  static async make(): Promise<LandingFixture> {
    return new LandingFixture(await mkdtemp(join(tmpdir(), "bellwether-landing-")));
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }

  async write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
    for (const [key, content] of Object.entries(files)) {
      const path = join(this.root, "project", key);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
  }

  async delete(key: string): Promise<void> {
    await rm(join(this.root, "project", key));
  }

  land(stream: Readonly<Record<string, unknown>>, landedOn?: string): Promise<LandingOutcome[]> {
    const { inbox, store } = this;
    const services = { inbox, store, clock: () => this.now, reporter: { bytes: () => undefined } };
    return landSource(sourceOf(stream), services, landedOn === undefined ? {} : { landedOn });
  }

  /** Lands, and returns the one load that must result. */
  async landed(stream: Readonly<Record<string, unknown>>, landedOn?: string): Promise<Load> {
    const [outcome, ...others] = await this.land(stream, landedOn);
    if (outcome?.status === "failed") throw outcome.error;
    if (outcome?.status !== "landed" || others.length > 0)
      throw new Error(`one load was expected, not ${JSON.stringify([outcome, ...others])}`);
    return outcome.load;
  }

  /** Lands, and returns the message of the failure that must result. */
  async failure(stream: Readonly<Record<string, unknown>>): Promise<string> {
    const [outcome] = await this.land(stream);
    if (outcome?.status !== "failed") throw new Error(`a failure was expected, not ${outcome?.status}`);
    return outcome.error.message;
  }

  async load(key: string): Promise<Load> {
    const document = await readDocument(this.store, key, Load);
    if (document === undefined) throw new Error(`there is no ${key}`);
    return document.value;
  }

  keys(prefix: string): Promise<string[]> {
    return Array.fromAsync(this.store.list(prefix), ({ key }) => key);
  }

  async rows(load: Load): Promise<RawRow[]> {
    const rows: RawRow[] = [];
    for (const { prefix } of load.batches)
      for await (const line of linesBelow(this.store, prefix)) rows.push(rowOf(line));
    return rows;
  }

  quarantine(load: Load): Promise<QuarantineRow[]> {
    return this.lines(`quarantine/source=crm/stream=rows/landed=${load.landed_on}/load=${load.load_id}/`);
  }

  /** The batches of every load, in the order of landing. */
  async batches(): Promise<(readonly LoadedBatch[])[]> {
    const batches: (readonly LoadedBatch[])[] = [];
    for (const key of await this.keys("loads/"))
      batches.push((await readDocument(this.store, key, Load))?.value.batches ?? []);
    return batches;
  }

  async lines<T>(prefix: string): Promise<T[]> {
    return Array.fromAsync(linesBelow(this.store, prefix), (line) => JSON.parse(line) as T);
  }
}

/** A line of raw as its reader in SQL sees it, without its nulls. */
function rowOf(line: string): RawRow {
  const cells = line.split("\u0001").map((cell) => (cell === String.raw`\N` ? null : cell));
  const [
    payload,
    record_id = null,
    updated_at = null,
    position,
    extracted_at,
    readable,
    other_domain,
    loaded_on,
    coded,
  ] = cells;
  const text = <T extends string | null | undefined>(cell: T) =>
    coded === "true" && typeof cell === "string" ? decodeURIComponent(cell) : cell;
  return {
    ...{ record_id: text(record_id), updated_at: text(updated_at), extracted_at: extracted_at ?? "" },
    ...{ position: Number(position), payload: text(payload) ?? "" },
    ...(readable == null ? {} : { readable: decodeURIComponent(readable) }),
    ...(other_domain == null ? {} : { other_domain }),
    ...(loaded_on == null ? {} : { loaded_on }),
  };
}

/** Accounts from `exports/`, upserted by default. */
export function sourceOf(stream: Readonly<Record<string, unknown>>): Source {
  const usual = { path: "exports/*", mode: "upsert", entity: "accounts", fields: { account_id: "id" } };
  return Source.parse({ name: "crm", kind: "files", streams: { rows: { ...usual, ...stream } } });
}

export const payloads = (rows: readonly RawRow[]) => rows.map(({ payload }) => payload);
