import { plural } from "../plural.ts";
import type { Link } from "./chain.ts";

/**
 * A day of a history failed its audits. The days before it are published, unless published days after them depend on the
 * days that they would replace.
 */
export class HistoryStopped extends Error {
  override readonly name = "HistoryStopped";
  constructor(
    {
      cause,
      links,
      isPublished,
    }: { readonly cause: Error; readonly links: readonly Link[]; readonly isPublished: boolean },
    next: string,
  ) {
    const [first, last] = [links[0], links.at(-1)];
    const good =
      first === undefined || last === undefined
        ? ""
        : isPublished
          ? `\n${plural(links.length, "day")} before it, ${first.as_of_date} to ${last.as_of_date}, ${links.length === 1 ? "is" : "are"} published.`
          : "\nThe days that were published before stay as they were.";
    super(`${cause.message}${good}\nOnce the data is mended, or bellwether.yaml: bellwether ${next}`, {
      cause,
    });
  }
}
