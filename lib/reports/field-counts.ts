import { addDays } from "../dates.ts";
import { type EntityName, entities } from "../entities.ts";
import { plural } from "../plural.ts";
import type { Services } from "../services.ts";
import type { ReportedDays } from "./stream-report.ts";

/** Of a mapped field: how many of the usable rows have a value. */
export interface FieldCount {
  readonly source: string;
  readonly stream: string;
  readonly field: string;
  readonly rows: number;
  readonly values: number;
}

/** The mapped fields of the streams with usable rows in the runs of published days, in the order of their entity. */
export async function fieldCounts(
  { warehouse, databases }: Pick<Services, "warehouse" | "databases">,
  { asOfDate, since = asOfDate }: ReportedDays,
): Promise<readonly FieldCount[]> {
  const rows = await warehouse.rows(
    `select source, stream, entity, field,
        cast(sum(row_count) as bigint) as row_count,
        cast(sum(value_count) as bigint) as value_count
    from field_counts
    where as_of_date between date '${since}' and date '${asOfDate}'
    group by source, stream, entity, field
    order by source, stream, field`,
    { database: databases.published },
  );
  const placeOf = (entity: unknown, field: unknown): number =>
    entities[entity as EntityName].fields.findIndex(({ name }) => name === field);
  return [...Map.groupBy(rows, ({ source, stream }) => `${source}.${stream}`).values()].flatMap((ofStream) =>
    ofStream
      .toSorted((a, b) => placeOf(a.entity, a.field) - placeOf(b.entity, b.field))
      .map(({ source, stream, field, row_count, value_count }) => ({
        ...{ source: String(source), stream: String(stream), field: String(field) },
        ...{ rows: Number(row_count), values: Number(value_count) },
      })),
  );
}

/** A day's few changes have many empty fields by chance; a month's have not. */
const defaultDays = 30;

/** The mapped fields without a value in any usable row of these days. @param days by default the month to asOfDate */
export async function emptyFields(
  services: Pick<Services, "warehouse" | "databases">,
  { asOfDate, since = addDays(asOfDate, 1 - defaultDays) }: ReportedDays,
): Promise<readonly FieldCount[]> {
  return (await fieldCounts(services, { asOfDate, since })).filter(isAlwaysEmpty);
}

export const isAlwaysEmpty = ({ values }: FieldCount): boolean => values === 0;

/** A line for each stream with such fields. */
export function emptyFieldLines(fields: readonly FieldCount[]): readonly string[] {
  const empty = Map.groupBy(fields, ({ source, stream }) => `${source}.${stream}`);
  if (empty.size === 0) return [];
  return [
    "Mapped fields without any value:",
    ...[...empty].map(([stream, ofStream]) => {
      const most = Math.max(...ofStream.map(({ rows }) => rows));
      return `  ${stream}: ${ofStream.map(({ field }) => field).join(", ")} (${plural(most, "row")})`;
    }),
  ];
}
