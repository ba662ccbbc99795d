import { GlueClient } from "@aws-sdk/client-glue";
import { GlueCatalog } from "../../lib/catalog/glue-catalog.ts";
import { catalogContract } from "../catalog/catalog.contract.ts";
import { OwnDatabases } from "./own-databases.ts";

catalogContract({
  name: "GlueCatalog",
  async open() {
    const glue = new GlueCatalog({ client: new GlueClient(), bucket: "lake", isOwnedByRun: () => false });
    const databases = new OwnDatabases();
    return {
      catalog: databases.catalog(glue),
      [Symbol.asyncDispose]: () => databases.dropAll(glue),
    };
  },
});
