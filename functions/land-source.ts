import { clientsOf } from "../lib/aws/clients.ts";
import { LandEvent } from "../lib/aws/events.ts";
import { SourceNotDeployed } from "../lib/aws/functions.ts";
import { invocationHolder } from "../lib/aws/holder.ts";
import { type LandGroup, landGroupBy, landingBounds, pendingGroup } from "../lib/aws/land-groups.ts";
import { landingOf, writeLanding } from "../lib/aws/land-sources.ts";
import { type StageServices, servicesOf } from "../lib/aws/services.ts";
import { shippedConfig } from "../lib/aws/shipped-project.ts";
import type { Source } from "../lib/config/schema.ts";
import { stageFrom } from "../lib/lambda/environment.ts";
import { handlerOf } from "../lib/lambda/handler.ts";
import { logger } from "../lib/lambda/telemetry.ts";
import { landSource, loadsOf } from "../lib/landing/land.ts";
import { isLanding, landAgain } from "../lib/landing/land-again.ts";
import { type WrittenGroup, writeGroup } from "../lib/landing/write-group.ts";
import type { CompiledProject } from "../lib/pipeline/compiled-project.ts";
import { stagedLoads } from "../lib/pipeline/staged-loads.ts";

const stage = stageFrom();
const clients = clientsOf(stage);

/** The services of a landing: only these differ between a stage and a test. */
export interface LandWorld {
  readonly project: Pick<CompiledProject, "config">;
  readonly services: Pick<StageServices, "store" | "inbox" | "clock">;
  readonly landGroup: LandGroup;
}

/** Lands a source or, when it invokes itself, one group of the files of a load in progress. */
export async function land(
  event: LandEvent,
  world: LandWorld,
): Promise<WrittenGroup | { readonly loads: number }> {
  const source = world.project.config.sources.find(({ name }) => name === event.source);
  if (source === undefined) throw new SourceNotDeployed(event.source);
  if ("group" in event)
    return writeGroup(await pendingGroup(world.services.store, source, event), world.services);
  return landAll(source, event, world);
}

interface Landed {
  /** The key where the run waits for the outcome. */
  readonly landing?: string | undefined;
  readonly landedOn?: string | undefined;
  readonly again?: { readonly stream?: string | undefined } | undefined;
}

/** @throws LandingFailed once all that can has landed */
async function landAll(source: Source, event: Landed, { services, landGroup }: LandWorld) {
  const { landing, landedOn, again } = event;
  const { store, clock } = services;
  try {
    const options = landedOn === undefined ? {} : { landedOn };
    const bounded = { ...services, ...landingBounds(landGroup) };
    const outcomes =
      again === undefined
        ? await landSource(source, bounded, options)
        : await landAgain(source, bounded, { ...options, ...again, stagedAs: await stagedLoads(store) });
    const told = landingOf(source.name, outcomes, clock());
    for (const stream of told.streams) logger.info("stream landed", { source: source.name, ...stream });
    if (landing !== undefined) await writeLanding(store, landing, told);
    return { loads: loadsOf(outcomes.filter(isLanding)).length };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const nothing = { ...landingOf(source.name, [], clock()), problem };
    if (landing !== undefined) await writeLanding(store, landing, nothing);
    throw error;
  }
}

export const handler = handlerOf({
  name: "land-source",
  event: LandEvent,
  work: async (event, { awsRequestId }) => {
    const holder = invocationHolder(clients, awsRequestId);
    const services = servicesOf(stage, { clients, holder });
    return land(event, {
      project: { config: await shippedConfig() },
      services,
      landGroup: landGroupBy(clients.lambda, stage),
    });
  },
});
