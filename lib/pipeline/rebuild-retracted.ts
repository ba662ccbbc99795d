import { plural } from "../plural.ts";
import type { Services } from "../services.ts";
import type { CompiledProject } from "./compiled-project.ts";
import { type BuiltHistory, repeatDays } from "./history.ts";
import { type RetractedDays, rebuildCommand, retractedDays } from "./retracted-days.ts";
import type { Steps } from "./steps.ts";

/**
 * Days that are too many to rebuild before another, or that cannot be published without the retracted loads.
 */
export class NotRebuilt extends Error {
  override readonly name = "NotRebuilt";
  constructor(days: RetractedDays, why: string, options?: ErrorOptions) {
    const { from, to, days: count } = days;
    super(
      `${plural(count, "published day")}, ${from} to ${to}, ${count === 1 ? "has" : "have"} read loads that were retracted since, so no day can be built on ` +
        `${count === 1 ? "it" : "them"}: ${why}`,
      options,
    );
  }
}

/**
 * Rebuilds the published days that read a load which was retracted since, and publishes them together;
 * readers see the old days until then. Does nothing when there are none.
 * @throws NotRebuilt
 */
export async function rebuildRetracted(
  steps: Steps,
  services: Services,
  {
    project,
    mostDays = Number.POSITIVE_INFINITY,
  }: { readonly project: CompiledProject; readonly mostDays?: number | undefined },
): Promise<Pick<BuiltHistory, "from" | "to" | "days"> | null> {
  const found = await steps.run("look for days to build anew", async () => ({
    retracted: (await retractedDays(services.store)) ?? null,
  }));
  const { retracted } = found;
  if (retracted === null) return null;
  if (retracted.days > mostDays)
    throw new NotRebuilt(
      retracted,
      `they are too many to rebuild within this run: ${rebuildCommand(retracted)}`,
    );
  try {
    const { from, to, days } = await repeatDays(steps, services, {
      from: retracted.from,
      ...(retracted.config === "current" ? { project } : {}),
    });
    return { from, to, days };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "AuditsFailed") throw error;
    const otherwise =
      `${error.message}\nLand what is missing as of ${retracted.from} (land --date ${retracted.from}), or change ` +
      `bellwether.yaml, and then ${rebuildCommand({ ...retracted, config: "current" })}`;
    throw new NotRebuilt(retracted, otherwise, { cause: error });
  }
}
