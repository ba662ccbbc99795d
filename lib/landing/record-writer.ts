import type { Stream } from "../config/schema.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { type Entry, type ReadRecord, type Unreadable, unreadable } from "./formats/entry.ts";
import type { PlainRow, PlainSink } from "./formats/plain-rows.ts";
import { type LoadName, mostNamed, partsPrefix } from "./load.ts";
import { PartWriter, type Prefix, quarantineParts, rawParts, type WrittenPrefix } from "./part-writer.ts";
import { PlainLine, rawLine } from "./raw-line.ts";
import { type CopiedValues, type EnvelopeReader, envelopeReader, type PathValue } from "./record.ts";

/** DuckDB refuses to read a longer line of raw, which would stop the day. */
const maxLineBytes = 15 << 20;

/** How far apart the positions of two files of a load are: more rows than a file has. */
const rowsPerFile = 10_000_000_000;

/** The rank of the file, among those of its load, that contains the record at that position. */
export const placeAt = (position: number): number => Math.floor(position / rowsPerFile);

/** Its number in that file, from 1. */
export const rowAt = (position: number): number => position % rowsPerFile;

export interface WrittenRecords {
  readonly records: WrittenPrefix[];
  readonly rejects: WrittenPrefix[];
  /** Ids of records in unreadable rows of a full export. */
  readonly named: string[];
}

/** Writes the records of a load to where they land, and what is none to quarantine. */
export class RecordWriter {
  readonly envelopes: EnvelopeReader;
  readonly #loadName: LoadName;
  readonly #landedOn: string;
  readonly #loadedOn: string | null;
  readonly #records: PartWriter;
  readonly #rejects: PartWriter;
  readonly #named: Set<string> | undefined;
  /** Where the records of a date go. */
  readonly #targets = new Map<string, Prefix>();
  /** That of records without a date of their own. */
  readonly #home: Prefix;
  readonly #plainLine: PlainLine;

  constructor({
    loadName,
    mapping,
    landedOn,
    group,
    store,
    named = [],
  }: {
    readonly loadName: LoadName;
    readonly mapping: Stream;
    readonly landedOn: string;
    /** See {@link PartWriter}. */
    readonly group: number;
    readonly store: Pick<ObjectStore, "put">;
    readonly named?: readonly string[] | undefined;
  }) {
    this.envelopes = envelopeReader(mapping, landedOn);
    this.#loadName = loadName;
    this.#landedOn = landedOn;
    this.#loadedOn = mapping.backdate === undefined ? null : landedOn;
    this.#records = new PartWriter(store, rawParts, group);
    this.#rejects = new PartWriter(store, quarantineParts, group);
    this.#named = mapping.mode === "full" ? new Set(named) : undefined;
    this.#home = this.#targetOf(landedOn);
    this.#plainLine = new PlainLine({ extractedAt: loadName.landed_at, loadedOn: this.#loadedOn });
  }

  /** True when {@link drained} must be called before anything else is written. */
  get isFull(): boolean {
    return this.#records.isFull || this.#rejects.isFull;
  }

  async drained(): Promise<void> {
    if (this.#records.isFull) await this.#records.drained();
    if (this.#rejects.isFull) await this.#rejects.drained();
  }

  /** Writes a record or a reject; false when it went to quarantine. `line` is its number there if it is too long. */
  write(entry: Entry, { file, line, position }: Place & { readonly line: number }): boolean {
    const rejected = entry.isReadable ? this.#writeRecord(entry, { file, position }, line) : entry;
    if (rejected !== undefined) this.#writeReject(rejected, file);
    return rejected === undefined;
  }

  /** Writes a line of quarantine as it is. */
  writeQuarantined(line: string): void {
    this.#rejects.write(partsPrefix("quarantine", this.#loadName, this.#landedOn), line);
  }

  /** Writes a record from its bytes; false, and nothing is written, when {@link write} must do it. */
  writePlain(row: PlainRow, file: string, position: number): boolean {
    const { copied } = this.envelopes;
    const target =
      copied === undefined
        ? this.#writeUncopied(row, file, position)
        : this.#writeCopied(row, position, copied);
    if (target === undefined) return false;
    this.#records.lineEnded(target);
    return true;
  }

  #writeCopied(row: PlainRow, position: number, copied: CopiedValues): Prefix | undefined {
    const target = this.#home;
    return this.#plainLine.writeCopied(target.lines, row, position, copied) ? target : undefined;
  }

  #writeUncopied(row: PlainRow, file: string, position: number): Prefix | undefined {
    const payload = this.envelopes.needsPayload ? row.memory.bytes.toString("utf8", row.start, row.end) : "";
    const envelope = this.envelopes.read(payload, textsOf(row), file);
    if (envelope.otherDomain !== null) return undefined;
    const target = this.#targetOf(envelope.landedOn);
    return this.#plainLine.write(target.lines, row, position, envelope) ? target : undefined;
  }

  async finish(): Promise<WrittenRecords> {
    return {
      records: [...(await this.#records.finish())],
      rejects: [...(await this.#rejects.finish())],
      named: [...(this.#named ?? [])].toSorted(),
    };
  }

  /** The record, if its line is too long to be stored. */
  #writeRecord({ payload, readable, values }: ReadRecord, { file, position }: Place, number: number) {
    const { recordId, updatedAt, otherDomain, landedOn } = this.envelopes.read(payload, values, file);
    const line = rawLine({
      ...{ payload, recordId, updatedAt, position, extractedAt: this.#loadName.landed_at },
      ...{ readable: readable ?? null, otherDomain, loadedOn: this.#loadedOn },
    });
    if (3 * line.length > maxLineBytes && Buffer.byteLength(line) > maxLineBytes)
      return unreadable(number, `longer than ${maxLineBytes >> 20} MB`, payload, recordId);
    const target = this.#targetOf(landedOn);
    target.lines.add(line);
    this.#records.lineEnded(target);
    return undefined;
  }

  #writeReject({ line, reason, raw, named: name }: Unreadable, file: string): void {
    if (name !== undefined && (this.#named?.size ?? mostNamed) < mostNamed) this.#named?.add(name);
    this.writeQuarantined(JSON.stringify({ file, line, reason, raw }));
  }

  #targetOf(landedOn: string): Prefix {
    let target = this.#targets.get(landedOn);
    if (target === undefined) {
      target = this.#records.prefix(partsPrefix("raw", this.#loadName, landedOn));
      this.#targets.set(landedOn, target);
    }
    return target;
  }
}

interface Place {
  readonly file: string;
  readonly position: number | null;
}

/** Writes the records of one file after the other, and counts them. */
export class FileWriter implements PlainSink {
  readonly #writer: RecordWriter;
  readonly #file: string;
  readonly #firstPosition: number;
  readonly counts = { records: 0, quarantined: 0 };

  constructor(writer: RecordWriter, { key, place }: { readonly key: string; readonly place: number }) {
    this.#writer = writer;
    this.#file = key;
    this.#firstPosition = place * rowsPerFile + 1;
  }

  get isFull(): boolean {
    return this.#writer.isFull;
  }

  drained(): Promise<void> {
    return this.#writer.drained();
  }

  write(entry: Entry): void {
    const line = this.counts.records + this.counts.quarantined + 1;
    const isLanded = this.#writer.write(entry, { file: this.#file, line, position: this.#position() });
    this.counts[isLanded ? "records" : "quarantined"] += 1;
  }

  takePlain(row: PlainRow): boolean {
    const isTaken = this.#writer.writePlain(row, this.#file, this.#position());
    if (isTaken) this.counts.records += 1;
    return isTaken;
  }

  #position(): number {
    return this.#firstPosition + this.counts.records + this.counts.quarantined;
  }
}

const backslash = 92;

function textsOf({ memory: { bytes }, values }: PlainRow): PathValue[] {
  const texts: PathValue[] = [];
  for (let place = 0; place < values.length; place += 2) {
    const [start = -1, end = -1] = [values[place], values[place + 1]];
    const part = bytes.subarray(Math.max(start, 0), Math.max(end, 0));
    if (start < 0) texts.push(null);
    else if (part.includes(backslash)) texts.push(JSON.parse(`"${part.toString("utf8")}"`) as string);
    else texts.push(part.toString("utf8"));
  }
  return texts;
}
