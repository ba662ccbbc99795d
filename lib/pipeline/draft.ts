import { z } from "zod";
import { Link } from "./chain.ts";

/** Days that are being built behind readers' backs, to be published together. */
export const Draft = z.object({ links: z.array(Link) });

export const draftsPrefix = "state/drafts/";

export const draftKey = (id: string): string => `${draftsPrefix}${id}.json`;
