import { defineConfig } from "vitest/config";
import { shared } from "./vitest.config.ts";

/** `npm run test:aws`: what runs on a stand-in for AWS, and the models' unit tests once more, on Trino too. */
export default defineConfig({
  test: {
    maxWorkers: shared.maxWorkers,
    globalSetup: ["test/global-setup.ts", "test/aws-box/global-setup.ts"],
    projects: [
      {
        test: { ...shared, name: "aws", include: ["test/aws/**/*.aws.test.ts"] },
      },
      {
        test: {
          ...shared,
          name: "models on Trino",
          include: [
            "test/sql/**/*.test.ts",
            "test/mapping/*/{elements,parts,joins,missing-elements,records-models,staged-models,time-zones,numbers}.test.ts",
            "test/{portfolio,scoring}/*.test.ts",
            "test/conditions/rule-models.test.ts",
          ],
          // They draw hundreds of rows, which on Trino takes minutes and tells no more; models.test.ts runs none.
          exclude: ["test/{sql,scoring}/**/{*.property,by-hand,models}.test.ts"],
        },
      },
    ],
  },
});
