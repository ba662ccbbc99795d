import { fileMatcher } from "../landing/find-files.ts";
import type { ObjectSummary } from "../storage/object-store.ts";

/** Files that only differ in dates and numbers of their names: the exports of one stream. */
export interface FileGroup {
  /** As `path:` of a stream takes it. */
  readonly glob: string;
  /** In the order of their keys. */
  readonly files: readonly ObjectSummary[];
  /** Of files with a date in their names, the distinct dates in order. */
  readonly dates: readonly string[];
}

/**
 * Groups files by their names; the globs of two groups have no file in common, unless names leave no other way.
 * @param others files of no group, which the globs leave out in the same way
 */
export function fileGroups(
  files: readonly ObjectSummary[],
  others: readonly { readonly glob: string }[] = [],
): readonly FileGroup[] {
  const byMask = Map.groupBy(files, ({ key }) => maskOf(key).replace(/\d+/g, number));
  const keys = [...files.map(({ key }) => key), ...others.map(({ glob }) => glob)];
  return [...byMask.values()]
    .map((members): FileGroup => {
      const glob = globOf(
        members.map(({ key }) => key),
        keys,
      );
      const match = fileMatcher(glob);
      const dates = new Set(members.flatMap(({ key }) => match(key)?.date ?? []));
      return { glob, files: members, dates: [...dates].toSorted() };
    })
    .toSorted((a, b) => (a.glob < b.glob ? -1 : 1));
}

/** Characters that no name has. */
const date = "\u0001";
const number = "\u0002";
const anything = "\u0003";

const dates = /(?<!\d)(?:19|20)\d\d([-_]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?!\d)/g;
const variable = [
  /T\d\d[:_-]?\d\d(?:[:_-]?\d\d)?(?:[.]\d+)?(?:Z|[+-]\d\d:?\d\d)?/g,
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi,
  /(?<![a-z0-9])(?=[a-z]*\d)(?=\d*[a-f])[0-9a-f]{16,}(?![a-z0-9])/gi,
];

/** The first date, and what else differs from file to file, by characters that stand for it. */
function maskOf(key: string): string {
  let seen = 0;
  const dated = key.replace(dates, () => (seen++ === 0 ? date : anything));
  return variable.reduce((text, pattern) => text.replace(pattern, anything), dated);
}

/** The plainest glob that matches these keys and, if there is one, no other. */
function globOf(members: readonly string[], all: readonly string[]): string {
  const [first = ""] = members;
  const isOne = members.length === 1;
  const masks = [
    ...(isOne ? [written(maskOf(first), "*")] : []),
    written(maskOf(first).replace(/\d+/g, number), "*"),
    written(maskOf(first).replace(/\d+/g, number), "[0-9]*"),
  ];
  const own = new Set(members);
  const isApart = (glob: string): boolean => {
    const match = fileMatcher(glob);
    return all.every((key) => own.has(key) === (match(key) !== undefined));
  };
  return masks.find(isApart) ?? (isOne ? escaped(first) : (masks.at(-1) ?? escaped(first)));
}

/** Adjacent wildcards are one; a wildcard does not stand beside the date's own digits. */
function written(mask: string, digits: string): string {
  return escaped(mask)
    .replaceAll(number, digits)
    .replaceAll(anything, "*")
    .replace(/(?<=\*)(?:[^\w/.{}]|\*)*\*/g, "")
    .replaceAll(date, "{date}");
}

/** Characters with a meaning of their own in globs. */
const escaped = (text: string): string => text.replace(/[\\*?[\]{}()!+@|]/g, "\\$&");
