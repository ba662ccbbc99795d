import { builtInSource, type Config, Source } from "../config/schema.ts";

/** The columns of the file of overrides, in this order. */
export const overrideColumns = [
  ...["account_id", "set_at", "score", "reason", "author", "expires_on", "is_withdrawn"],
] as const;

/** The config with the source that reads its file of overrides, if it names one. */
export function withBuiltInSource(config: Config): Config {
  if (config.overrides === undefined) return config;
  const overrides = {
    ...{ path: config.overrides, mode: "upsert", entity: "overrides" },
    fields: Object.fromEntries(overrideColumns.map((column) => [column, column])),
  };
  // People enter something when they have to: no silence of theirs is one too many.
  const source = { name: builtInSource, kind: "files", expect_every: "36500d", streams: { overrides } };
  return { ...config, sources: [...config.sources, Source.parse(source)] };
}
