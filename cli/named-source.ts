import type { Source } from "../lib/config/schema.ts";
import type { NamedStream } from "./options.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** The source of the config that a command names, with its stream if it names one. @throws WrongUsage */
export function namedSource({ source: name, stream }: NamedStream, sources: readonly Source[]): Source {
  const source = sources.find((each) => each.name === name);
  if (source === undefined)
    throw new WrongUsage(
      `There is no source "${name}". The sources are: ${sources.map((each) => each.name).join(", ")}.`,
    );
  const streams = Object.keys(source.streams);
  if (stream !== undefined && !streams.includes(stream))
    throw new WrongUsage(`${name} has no stream "${stream}". Its streams are: ${streams.join(", ")}.`);
  return source;
}
