import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { Source } from "../config/schema.ts";
import { readCursor } from "../landing/cursor.ts";
import { type GroupWork, groupsOf, WrittenGroup } from "../landing/write-group.ts";
import type { LandingServices } from "../landing/write-load.ts";
import { sideBySide } from "../side-by-side.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import type { GroupEvent } from "./events.ts";
import { landFunctionOf } from "./functions.ts";
import type { Stage } from "./stage.ts";

/** The concurrency of the function, minus the invocation that waits. */
const invocationsAtOnce = 8;

/**
 * What one invocation can take. Landing reads about 24 MB of CSV a second on one processor: at half of that, 6 GB
 * are through in 8 of the 15 minutes, hashed before in 1. gzip makes of text a tenth, rarely less.
 */
const mostBytes = { plain: 6e9, packed: 6e8 };

/** Has a group of files landed elsewhere, and waits for it. */
export type LandGroup = (event: GroupEvent) => Promise<WrittenGroup>;

/** A group was landed by an invocation of its own, which failed. */
export class GroupFailed extends Error {
  override readonly name = "GroupFailed";
  constructor({ source, stream, group }: GroupEvent, reason: string) {
    super(`group ${group} of the files of ${source}.${stream} did not land: ${reason}`);
  }
}

/** Groups are landed by invocations of the function that lands their source. */
export function landGroupBy(lambda: LambdaClient, stage: Stage): LandGroup {
  return async (event) => {
    const FunctionName = landFunctionOf(stage, event.source);
    const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
    const text = answer.Payload?.transformToString() ?? "";
    if (answer.FunctionError !== undefined) throw new GroupFailed(event, text);
    return WrittenGroup.parse(JSON.parse(text));
  };
}

/** How a function lands: large loads side by side, and no file that it could not finish. */
export function landingBounds(
  landGroup: LandGroup,
): Required<Pick<LandingServices, "landGroups" | "mostBytesOf">> {
  return {
    mostBytesOf: (key) => (key.endsWith(".gz") ? mostBytes.packed : mostBytes.plain),
    landGroups: (groups): Promise<readonly WrittenGroup[]> =>
      sideBySide(groups, invocationsAtOnce, ({ source, stream, load, group }) =>
        landGroup({ source, stream, loadId: load.load_id, group }),
      ),
  };
}

/** A group of a load that is no longer in progress: it was committed or abandoned. */
export class GroupNotPending extends Error {
  override readonly name = "GroupNotPending";
  constructor({ source, stream, loadId, group }: GroupEvent) {
    super(
      `group ${group} of the load ${loadId} of ${source}.${stream} is no longer to be landed: land ${source}`,
    );
  }
}

/** A group of the load in progress, as noted in the stream's cursor. @throws GroupNotPending */
export async function pendingGroup(
  store: ObjectStore,
  { streams }: Source,
  event: GroupEvent,
): Promise<GroupWork> {
  const { source, stream, loadId, group } = event;
  const mapping = streams[stream];
  const { pending } = (await readCursor(store, source, stream)).cursor;
  const files = pending?.load_id === loadId ? groupsOf(pending)[group] : undefined;
  if (mapping === undefined || pending === null || files === undefined) throw new GroupNotPending(event);
  return { source, stream, mapping, load: pending, group, files };
}
