import { plural } from "../plural.ts";
import type { DraftSetting, DraftStream, LeftOut, Skeleton } from "./draft-types.ts";
import { Page, scalar } from "./page.ts";
import { expectEvery } from "./rhythm.ts";

export function writeSource(page: Page, source: string, streams: readonly DraftStream[]): void {
  page.line(1, `- name: ${scalar(source)}`);
  page.line(2, "kind: files");
  const every = expectEvery(streams);
  if (every !== undefined) page.setting(2, "expect_every", every, `${source}.expect_every`);
  const byName = streams.find((stream) => stream.byName !== undefined)?.byName;
  if (byName !== undefined) page.setting(2, "match_by_name", nameSetting(byName), `${source}.match_by_name`);
  page.line(2, "streams:");
  for (const stream of streams) {
    const at = `${source}.${stream.name}`;
    for (const question of stream.questions) page.question(3, question, at);
    page.line(3, `${stream.name}:`);
    const { path, mode, ...others } = stream.settings;
    const ordered = { path, mode, entity: { value: stream.entity }, ...others };
    for (const [name, setting] of Object.entries(ordered))
      if (setting !== undefined) page.setting(4, name, setting, `${at}.${name}`);
    writeFields(page, "fields", stream.fields, at);
    writeFields(page, "attributes", stream.attributes, at);
  }
  page.blank();
}

function writeFields(
  page: Page,
  name: "fields" | "attributes",
  fields: DraftStream["fields"],
  at: string,
): void {
  if (Object.keys(fields).length === 0) return;
  page.line(4, `${name}:`);
  for (const [field, { mapping, evidence, questions }] of Object.entries(fields))
    page.setting(5, field, { value: mapping, evidence, questions }, `${at}.${field}`);
}

/** Streams that lack what a record needs, as comments; to be uncommented once that is known. */
export function writeSkeletons(page: Page, leftOut: readonly LeftOut[], taken: ReadonlySet<string>): void {
  const names = new Set(taken);
  for (const { glob, files, reason, skeleton } of leftOut) {
    if (skeleton === undefined) continue;
    const { stream } = skeleton;
    const source = freeName(stream.source, stream.name, names);
    names.add(source);
    page.question(1, `${glob} (${plural(files, "file")}): ${reason}. ${askedOf(skeleton)}`, glob);
    const own = new Page();
    writeSource(own, source, [
      { ...stream, source, questions: [...stream.questions, ...missingIn(skeleton)] },
    ]);
    page.commented(1, own);
  }
}

const askedOf = ({ stream, missing }: Skeleton): string =>
  missing.length === 0
    ? `Are they ${stream.entity}? Then uncomment the source below`
    : `Which column is ${missing.map(({ name }) => name).join(", and which ")}? Add it to the fields, and uncomment the source below`;

const missingIn = ({ stream, missing, unused }: Skeleton): readonly string[] =>
  missing.length === 0
    ? []
    : [
        `${stream.entity} need ${missing.map(({ name, comment }) => `${name} (${comment})`).join(", ")}. ` +
          (unused.length === 0 ? "No column is left" : `Columns that are left: ${unused.join(", ")}`),
      ];

function freeName(source: string, stream: string, taken: ReadonlySet<string>): string {
  const names = [source, `${source}_${stream}`];
  for (let place = 2; ; place += 1) {
    const free = names.find((name) => !taken.has(name));
    if (free !== undefined) return free;
    names.push(`${source}_${stream}_${place}`);
  }
}

const nameSetting = (evidence: string): DraftSetting => ({
  value: true,
  evidence,
  questions: [
    "Only names say whose its records are: has it ids or domains of the accounts, which are safer?",
  ],
});
