import { copiedNames } from "../landing/copy-names.ts";
import type { ObjectSummary, ReadableStore } from "../storage/object-store.ts";
import { columnsOfSample } from "./columns.ts";
import type { LeftOut } from "./draft-types.ts";
import { sampleGroup } from "./sample.ts";

/**
 * Files without the copies of others: of the same name but for what a second download adds, and with the same columns.
 * Two exports that a product gives one name are both used.
 */
export async function withoutCopies(
  inbox: ReadableStore,
  files: readonly ObjectSummary[],
): Promise<{ readonly used: readonly ObjectSummary[]; readonly copies: readonly LeftOut[] }> {
  const byKey = new Map(files.map((file) => [file.key, file]));
  const used: ObjectSummary[] = [];
  const copies: LeftOut[] = [];
  for (const file of files) {
    const [original] = copiedNames(file.key).flatMap((name) => byKey.get(name) ?? []);
    if (original === undefined || (await columnsOf(inbox, file)) !== (await columnsOf(inbox, original)))
      used.push(file);
    else
      copies.push({
        ...{ glob: file.key, files: 1 },
        reason: `a second download or copy of ${original.key}, by its name and its columns: delete one of them`,
      });
  }
  return { used, copies };
}

async function columnsOf(inbox: ReadableStore, file: ObjectSummary): Promise<string> {
  const sample = await sampleGroup(inbox, { glob: file.key, files: [file], dates: [] }, recordsForColumns);
  return "reason" in sample
    ? sample.reason
    : [...columnsOfSample(sample).byPath.keys()].toSorted().join("\n");
}

/** Empty cells of JSON are columns only where a row fills them. */
const recordsForColumns = 100;
