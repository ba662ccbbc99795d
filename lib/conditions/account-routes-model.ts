import type { Config } from "../config/schema.ts";
import { generatedModel } from "../models/generated.ts";
import type { Model } from "../models/model.ts";
import { text } from "../scoring/sql-text.ts";
import { factsCtes } from "./facts.ts";

const header = {
  grain: "one row per scored account and route that receives its alerts, as known at the end of as_of_date.",
  kind: "snapshot",
  readers: "public",
  section: "Signals",
  purpose: "The routes that receive an account's alerts; an account without a route uses the fallback route.",
  columns: [
    { name: "account_id", type: "varchar", comment: "the account" },
    { name: "route", type: "varchar", comment: "the route, by its name in the config" },
  ],
} as const;

/** account_routes: the routes whose `where` holds for each scored account; a route without `where` receives all. */
export function accountRoutesModel({ routes, scorecards }: Pick<Config, "routes" | "scorecards">): Model {
  const selects = routes.map(
    ({ to, where = "true" }) => `select
        account_id,
        ${text(to)} as route
    from facts
    where (${where})`,
  );
  const select = `with ${factsCtes({ scorecards })},

account_routes as (
    ${selects.length === 0 ? noRoute : selects.join("\n\n    union all\n\n    ")}
)

select * from account_routes
`;
  const stage = { number: 13, name: "changes" };
  return generatedModel({
    table: "account_routes",
    ...{ stage, header, select },
    origin: "bellwether.yaml: routes",
  });
}

const noRoute = `select
        account_id,
        cast(null as varchar) as route
    from facts
    where false`;
