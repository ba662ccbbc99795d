import type { FailedLanding } from "../landing/failed-landings.ts";

/** What did not land, since when, and how to land it. */
export const failedLandingLine = ({ source, stream, failing_since, reason }: FailedLanding): string =>
  `${source}.${stream} does not land since ${failing_since.slice(0, 10)}: ${reason}\n` +
  `To land it once that is mended: bellwether land ${source}`;
