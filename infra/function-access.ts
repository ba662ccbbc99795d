import type { Config, Source } from "../lib/config/schema.ts";
import { literalPrefix } from "../lib/landing/find-files.ts";
import {
  type Access,
  askingAfterExecutions,
  buildDatabases,
  functionArn,
  invoking,
  key,
  objects,
  publishedTables,
  publishing,
  queries,
} from "./access.ts";
import { liveAlias, type Names, type Place, resultsPrefixes } from "./names.ts";

/** The resources on which rights are granted. */
export interface Ground {
  readonly place: Place;
  readonly names: Names;
  readonly keyArn: string;
}

const pipelineQueries = ({ place, names }: Ground): readonly Access[] =>
  queries(place, {
    ...{ bucket: names.lakeBucket, workgroup: names.pipelineWorkgroup, results: resultsPrefixes.pipeline },
  });

/** Runs days: reads what landed, builds and publishes tables, sends, and has the rest done by other functions. */
export function dailyRunAccess(ground: Ground, config: Pick<Config, "sources">): readonly Access[] {
  const { place, names, keyArn } = ground;
  const lands = config.sources.map(({ name }) => names.land(name));
  const state = [
    "state/published.json",
    "state/run-lease.json",
    "state/runs/",
    "state/drafts/",
    "state/alerts/",
  ];
  return [
    ...objects(place, {
      bucket: names.lakeBucket,
      read: ["raw/", "loads/", "tables/", "state/landings/", "state/cursors/", ...state],
      write: ["tables/", ...state],
      delete: ["tables/", "state/runs/", "state/drafts/"],
    }),
    ...pipelineQueries(ground),
    ...publishedTables(place, names, "write"),
    ...buildDatabases(place, names),
    key(place, keyArn, ["s3", "sns"]),
    publishing(place, [names.alertsTopic, names.operatorsTopic]),
    askingAfterExecutions(place, names.dailyRun),
    invoking(place, [...lands, names.refreshDashboards]),
    // A long backfill continues in a new execution, started through the alias like all others.
    { actions: ["lambda:InvokeFunction"], resources: [`${functionArn(place, names.dailyRun)}:${liveAlias}`] },
  ];
}

/** Lands one source: its own files, its own part of the lake. A source that has a secret will read just that. */
export function landAccess({ place, names, keyArn }: Ground, { name, streams }: Source): readonly Access[] {
  const files = new Set(Object.values(streams).map(({ path }) => literalPrefix(path)));
  const parts = [`raw/source=${name}/`, `quarantine/source=${name}/`];
  const cursors = `state/cursors/${name}/`;
  return [
    ...objects(place, { bucket: names.inboxBucket, read: [...files] }),
    ...objects(place, {
      bucket: names.lakeBucket,
      // Reads how published days have read landed data, to find out what must be read again.
      read: [...parts, "loads/", cursors, "state/published.json", "state/runs/"],
      write: [...parts, "loads/", cursors, "state/landings/"],
      // Deletes the parts of an interrupted load before it is written again.
      delete: parts,
    }),
    key(place, keyArn, ["s3"]),
    // The files of a load are landed side by side, by invocations of their own.
    invoking(place, [names.land(name)]),
  ];
}

/** Sends unsent alerts of the newest published day, and repairs the published database if necessary. */
export function detectAccess(ground: Ground): readonly Access[] {
  const { place, names, keyArn } = ground;
  return [
    ...objects(place, {
      bucket: names.lakeBucket,
      read: ["tables/", "loads/", "state/published.json", "state/runs/", "state/cursors/", "state/alerts/"],
      write: ["state/alerts/"],
    }),
    ...pipelineQueries(ground),
    ...publishedTables(place, names, "write"),
    key(place, keyArn, ["s3", "sns"]),
    publishing(place, [names.alertsTopic, names.operatorsTopic]),
    askingAfterExecutions(place, names.dailyRun),
  ];
}

/** Read by those who were given it by name: names and addresses, what people wrote, records as they were refused. */
const personal = new Set(["people", "comments", "rejects"]);

/** The rights of an analyst: query published tables without personal data; no raw or internal tables. */
export function readerAccess(ground: Ground, tables: readonly string[]): readonly Access[] {
  const { place, names, keyArn } = ground;
  const bucket = names.lakeBucket;
  const shown = tables.filter((table) => !personal.has(table)).map((table) => `tables/${table}/`);
  return [
    ...objects(place, { bucket, read: shown, list: ["tables/"] }),
    ...queries(place, { bucket, workgroup: names.biWorkgroup, results: resultsPrefixes.bi }),
    ...publishedTables(place, names, "read"),
    key(place, keyArn, ["s3"]),
  ];
}
