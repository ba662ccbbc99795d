import { type Entity, type EntityField, type EntityName, entities, entityNames } from "../../lib/entities.ts";
import { foldWord, meaningsOf } from "../../lib/words/vocabulary.ts";
import { type Random, seeded } from "./random.ts";

/** The date of a dirty day. */
export const dirtyDate = "2026-03-01";

export type DirtyRecord = Readonly<Record<string, string | null>>;

/** The expected fate of a stream's rows. */
export interface Expected {
  readonly landed: number;
  readonly current: number;
  readonly superseded: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly too_late: number;
  /** Bad cells of good rows. */
  readonly cells: number;
}

export interface DirtyStream {
  readonly entity: EntityName;
  readonly records: readonly DirtyRecord[];
  readonly expected: Expected;
}

type Counts = { -readonly [name in keyof Expected]: number };

type Kind = "good" | "unreadable" | "at the end" | "again" | "earlier" | "unusable";

/** Kinds of rows, repeated by frequency. */
const usualKinds: readonly Kind[] = [
  "good",
  "good",
  "good",
  "good",
  "good",
  "good",
  "unreadable",
  "unreadable",
  "at the end",
  "again",
  "earlier",
  "unusable",
];

/** The state while a stream is made. */
interface Making {
  readonly entity: Entity;
  readonly random: Random;
  readonly rows: number;
  readonly records: DirtyRecord[];
  readonly counts: Counts;
  readonly kinds: readonly Kind[];
}

/** A price given by month or by year, instead of an amount. */
const otherPrices = ["mrr", "arr"];

export interface DirtyStreamsOptions {
  readonly seed: number;
  /** The minimum per entity. */
  readonly rows: number;
  /** Fields that the exports of subscriptions lack: a price has one form only. @default all forms but its amount */
  readonly leftOut?: readonly string[];
  /** @default all kinds */
  readonly kinds?: readonly Kind[];
}

/**
 * Streams of every entity with at least `rows` records: some are repeated, some are earlier versions, some have bad
 * cells or numbers at the limits of their type, and some are unusable. Their expected fate is counted as they are made.
 * Each text names its entity, field and record.
 */
export function dirtyStreams({
  seed,
  rows,
  leftOut = otherPrices,
  kinds = usualKinds,
}: DirtyStreamsOptions): DirtyStream[] {
  return entityNames.map((name, index) => {
    const counts: Counts = {
      ...{ landed: 0, current: 0, superseded: 0, duplicate: 0, rejected: 0, too_late: 0, cells: 0 },
    };
    const entity = {
      ...entities[name],
      fields: entities[name].fields.filter(
        (field) => name !== "subscriptions" || !leftOut.includes(field.name),
      ),
    };
    const making: Making = {
      ...{ entity, random: seeded(seed * 100 + index), rows, records: [], counts, kinds },
    };
    for (let number = 0; making.records.length < rows; number += 1) addRecord(making, number);
    counts.landed = making.records.length;
    return { entity: name, records: making.random.shuffled(making.records), expected: { ...counts } };
  });
}

function addRecord(making: Making, number: number): void {
  const { random, entity } = making;
  const record = goodRecord(making, number);
  const kind = random.of(...making.kinds);
  const { cells, texts, isReject } = wrongCells(making, number, kind);
  const dirty = { ...record, ...texts };
  if (kind === "unusable") add(making, { ...record, ...unusable(making, number) }, "rejected");
  else if (kind === "earlier" && entity.kind === "events")
    add(making, { ...record, occurred_at: "2026-01-10T10:00:00Z" }, "too_late");
  else if (isReject) add(making, dirty, "rejected");
  else add(making, dirty, "current", cells);
  if (kind === "earlier" && entity.kind === "state")
    add(making, { ...record, updated_at: "2020-01-01T00:00:00Z" }, "superseded");
  if (kind === "again") add(making, dirty, "duplicate", cells);
}

function add({ records, counts }: Making, record: DirtyRecord, kind: keyof Counts, cells = 0): void {
  records.push(record);
  counts[kind] += 1;
  counts.cells += cells;
}

const goodRecord = (making: Making, number: number): Record<string, string | null> =>
  Object.fromEntries(making.entity.fields.map((field) => [field.name, goodCell(making, field, number)]));

/** Keys of other records, by field. */
const references: Readonly<Record<string, EntityName>> = {
  account_id: "accounts",
  parent_account_id: "accounts",
  merged_into: "accounts",
  contact_id: "contacts",
  ticket_id: "tickets",
  invitation_id: "survey_invitations",
};

/** Fields whose texts have a meaning. */
const meant: Readonly<Record<string, (number: number, random: Random) => string | null>> = {
  merged_ids: () => null,
  other_source: () => "elsewhere",
  other_account_id: (number) => `elsewhere-${number}`,
  domain: (number) => `d${number}.example`,
  currency: (_, random) => random.of("USD", "EUR", "usd", "ZZZ"),
};

/** The record that each text belongs to; it must appear in no other. */
const tails = ["", "", "", " ü😀", ' "q"', " it's", " a,b;c", "\u00a0", "\t", "\nline", "\u2028", " %_\\"];

/** Whether a text names the cell that it belongs to. */
export const isOwnText = ({ name, type, words }: EntityField, { key }: Entity): boolean =>
  type === "varchar" && words === undefined && name !== key && !(name in references) && !(name in meant);

function goodCell({ entity, random, rows }: Making, field: EntityField, number: number): string | null {
  const { name, type, words, isRequired } = field;
  if (entity.name === "exchange_rates" && name === "currency") return number < 5 ? "EUR" : `C${number}`;
  if (name === entity.key) return `${entity.name}-${number}`;
  if (!isRequired && random.below(10) === 0) return null;
  if (name === "merged_into" && random.below(50) > 0) return null;
  const other = references[name];
  // A lower number, so that no account is merged into itself by a detour.
  const most = name === "merged_into" || name === "parent_account_id" ? number : rows;
  if (other !== undefined) return most === 0 ? null : `${other}-${random.below(most)}`;
  const meaning = meant[name];
  if (meaning !== undefined) return meaning(number, random);
  if (words !== undefined) return random.of(...meaningsOf(words).map((word) => padded(word, random)));
  if (name === "occurred_at" && entity.kind === "events") return `2026-02-2${3 + random.below(6)}T10:00:00Z`;
  if (name === "updated_at") return `2026-02-2${random.below(8)}T0${random.below(10)}:00:00Z`;
  const [day, cents] = [
    dayOf(random, field.hasHappened === true ? 3 : 4),
    `${random.below(100)}`.padStart(2, "0"),
  ];
  switch (type) {
    case "varchar":
      return `${entity.name}.${name}.${number}.${random.of(...tails)}`;
    case "bigint":
    case "integer":
      return String(1 + random.below(999));
    case "double":
      return name === "scale_max" ? random.of("5", "10") : String(1 + random.below(5));
    case "decimal(18,2)":
    case "decimal(28,10)":
      return `${random.below(10_000)}.${cents}`;
    case "boolean":
      return random.of("true", "no", "1", "F");
    case "date":
      return day;
    case "timestamp(3)":
      return `${day}T1${random.below(10)}:00:00.123Z`;
  }
}

const padded = (word: string, random: Random): string =>
  random.of(word, ` ${word.toUpperCase()} `, foldWord(word).replaceAll(" ", "-"));

/** A day of so many years from 2023 on: the fourth reaches beyond the dirty day. */
const dayOf = (random: Random, years: number): string =>
  `${2023 + random.below(years)}-0${1 + random.below(9)}-${10 + random.below(19)}`;

/** The causes of an unusable row: a required cell that is empty or bad. */
function unusable({ entity, random }: Making, number: number): DirtyRecord {
  const needed = entity.fields.filter(({ isRequired, mayBeEmpty }) => isRequired && mayBeEmpty !== true);
  const typed = needed.filter(({ type, words }) => type !== "varchar" || words !== undefined);
  const field = random.of(...needed, ...typed);
  const isTyped = typed.includes(field);
  return { [field.name]: isTyped && random.below(2) === 0 ? `?! ${number}` : random.of("", "  ", null) };
}

/** The optional fields whose text can be bad. */
const readFields = ({ fields, key }: Entity): readonly EntityField[] =>
  fields.filter(
    ({ name, type, words, isRequired }) =>
      !isRequired && name !== key && (type !== "varchar" || words !== undefined),
  );

interface Wrong {
  readonly texts: DirtyRecord;
  /** The number of bad ones. */
  readonly cells: number;
  /** Whether a bad one has a default, which must not replace it. */
  readonly isReject: boolean;
}

function wrongCells(making: Making, number: number, kind: Kind): Wrong {
  if (kind === "unreadable") return unreadable(making, number);
  return kind === "at the end" ? atTheEnd(making) : { texts: {}, cells: 0, isReject: false };
}

function unreadable({ entity, random }: Making, number: number): Wrong {
  const wrong = readFields(entity).filter(() => random.below(2) === 0);
  const texts = Object.fromEntries(wrong.map(({ name }) => [name, `?! ${number}`]));
  return { texts, cells: wrong.length, isReject: wrong.some(({ hasDefault }) => hasDefault === true) };
}

/** Beyond the range of any field, and for some beyond their type. */
const beyond: Readonly<Partial<Record<EntityField["type"], readonly string[]>>> = {
  bigint: ["9223372036854775807", "-9223372036854775808", "99999999999999999999"],
  double: ["1.7976931348623157e308", "-1.7976931348623157e308", "1e999"],
  "decimal(18,2)": ["9999999999999999.99", "-9999999999999999.99"],
  "decimal(28,10)": ["999999999999999999.9999999999", "-1e300"],
};

/** The first and the last timestamp. */
const moments: Readonly<Partial<Record<EntityField["type"], readonly string[]>>> = {
  date: ["0001-01-01", "9999-12-31"],
  "timestamp(3)": ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"],
};

/** Values at the limits of a field's range, which are read, and beyond them, which are not. */
function atTheEnd({ entity, random }: Making): Wrong {
  const wrong = { cells: 0, texts: {} as Record<string, string>, isReject: false };
  // Other cells of its row may rule out what is at the limits of a rating.
  const free = entity.fields.filter(({ ruledOut }) => ruledOut === undefined);
  for (const { name, type, words, isRequired, hasHappened, hasDefault = false, bounds = {} } of free) {
    const limits = [bounds.from, bounds.to].flatMap((limit) => (limit === undefined ? [] : [String(limit)]));
    const isDated = name === "updated_at" || (name === "occurred_at" && entity.kind === "events");
    const ends = moments[type] ?? [];
    // The last moment has not happened.
    const inside = isDated ? [] : [...limits, ...(hasHappened === true ? ends.slice(0, 1) : ends)];
    const outside = isRequired || words !== undefined ? [] : (beyond[type] ?? []);
    if (inside.length + outside.length === 0) continue;
    const text = random.of(...inside, ...outside);
    wrong.texts[name] = text;
    if (!outside.includes(text)) continue;
    wrong.cells += 1;
    wrong.isReject ||= hasDefault;
  }
  return wrong;
}
