import { plural } from "../plural.ts";
import { type FieldCount, isAlwaysEmpty } from "../reports/field-counts.ts";
import { isSound } from "../reports/stream-report.ts";
import { nameLines, streamLines } from "../reports/stream-words.ts";
import type { Row } from "../warehouse/warehouse.ts";
import type { Preview, StreamPreview } from "./preview.ts";
import type { UnseenPath } from "./unseen-paths.ts";

/** A preview in lines: each stream, then matches by name. */
export const previewLines = (preview: Preview): readonly string[] => {
  const names = nameMatchLines(preview);
  return [
    ...preview.streams.flatMap((stream) => [...streamPreviewLines(preview, stream), ""]),
    ...(names.length === 0 ? [] : [...names, ""]),
  ];
};

/** The sources of a preview with keys that only a name matches, in lines. */
export const nameMatchLines = ({ streams }: Preview): readonly string[] =>
  nameLines(streams.map(({ report }) => report));

/** The streams of a preview that have something wrong, in lines. */
export const problemLines = (preview: Preview): readonly string[] =>
  preview.streams
    .filter(
      ({ report, problem }) =>
        problem !== null || !isSound(report) || preview.unseen.some((each) => isOf(report, each)),
    )
    .flatMap((stream) => streamPreviewLines(preview, { ...stream, rows: [] }));

const isOf = (
  { source, stream }: { readonly source: string; readonly stream: string },
  each: { readonly source: string; readonly stream: string },
): boolean => each.source === source && each.stream === stream;

/** What becomes of a stream's rows, what is wrong in its fields, and its first rows as a run reads them. */
function streamPreviewLines({ unseen, unread }: Preview, previewed: StreamPreview): readonly string[] {
  const { report, landed, fields, knownLater, rows, quarantined, problem } = previewed;
  const isOwn = (each: { readonly source: string; readonly stream: string }) => isOf(report, each);
  const details = [
    ...(problem === null ? [] : [problem]),
    ...(landed === null
      ? []
      : [`lands on ${landed.from === landed.to ? "" : `${landed.from} to `}${landed.to}`]),
    ...quarantined.map(({ file, line, reason }) => `unreadable: ${file}, line ${line}: ${reason}`),
    ...unseen.filter(isOwn).map(unseenText),
    ...unread.filter(isOwn).map(({ field, reason, cells, words }) => {
      const examples = words.map((word) => JSON.stringify(word)).join(", ");
      return `${field}: ${plural(cells, "cell")}, ${reason}${examples === "" ? "" : `: ${examples}`}`;
    }),
    ...gaps(fields),
    ...knownLaterLines(knownLater),
    ...rows.map(rowText),
  ];
  const [first = "", ...more] = streamLines(report);
  return [first, ...more, ...details.map((line) => `  ${line}`)];
}

/** Such as `owner reads "Owner", which none of 40 records has. Did you mean "Owner.Name"?` */
export function unseenText({ at, path, start, records, nearest }: UnseenPath): string {
  const meant = nearest === null ? "" : ` Did you mean ${JSON.stringify(nearest)}?`;
  return `${at.at(-1)} reads ${JSON.stringify(path)}, which none of ${plural(records, start)} has.${meant}`;
}

/** A record that is backdated was not seen on its own date: only what never changes was the same then. */
export const knownLaterLines = (fields: readonly string[]): readonly string[] =>
  fields.length === 0
    ? []
    : [
        `backdated, so ${fields.join(", ")} ${fields.length === 1 ? "is" : "are"} unknown before the day of landing, ` +
          "except where you set immutable: true",
      ];

/** Fields without any value, and fields with some. */
function gaps(fields: readonly FieldCount[]): readonly string[] {
  const [{ rows } = { rows: 0 }] = fields;
  if (rows === 0) return [];
  const never = fields.filter(isAlwaysEmpty).map(({ field }) => field);
  const partly = fields.filter(({ values }) => values > 0 && values < rows);
  return [
    ...(never.length === 0 ? [] : [`always empty: ${never.join(", ")}`]),
    ...(partly.length === 0
      ? []
      : [
          `sometimes empty: ${partly.map(({ field, values }) => `${field} in ${rows - values} of ${rows}`).join(", ")}`,
        ]),
  ];
}

function rowText(row: Row): string {
  const cells = Object.entries(row).filter(([, value]) => value !== null);
  return cells.map(([name, value]) => `${name}=${value}`).join("  ");
}
