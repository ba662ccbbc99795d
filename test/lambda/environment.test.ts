import { describe, expect, test } from "vitest";
import { dataSetsFrom, stageFrom, WrongEnvironment } from "../../lib/lambda/environment.ts";
import { testStage } from "../support/function-environment.ts";

describe("the environment of a function", () => {
  test("holds the stage as JSON", () => {
    expect(stageFrom({ BELLWETHER_STAGE: JSON.stringify(testStage) })).toEqual(testStage);
  });

  test("is rejected with the name of the missing or wrong variable, and the mistake", () => {
    expect(() => stageFrom({})).toThrow(/BELLWETHER_STAGE is missing\. Deploy the stage again/);
    expect(() => stageFrom({ BELLWETHER_STAGE: "{" })).toThrow(/BELLWETHER_STAGE is not JSON/);
    const { lakeBucket: _, ...incomplete } = testStage;
    const wrong = () => stageFrom({ BELLWETHER_STAGE: JSON.stringify(incomplete) });
    expect(wrong).toThrow(WrongEnvironment);
    expect(wrong).toThrow(/lakeBucket/);
  });

  test("names no data sets without a dashboard", () => {
    expect(dataSetsFrom({})).toEqual([]);
    expect(dataSetsFrom({ BELLWETHER_DATASETS: "" })).toEqual([]);
    expect(dataSetsFrom({ BELLWETHER_DATASETS: '["health"]' })).toEqual(["health"]);
    expect(() => dataSetsFrom({ BELLWETHER_DATASETS: '"health"' })).toThrow(/BELLWETHER_DATASETS/);
  });
});
