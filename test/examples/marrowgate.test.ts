import { describe, expect, test } from "vitest";
import { type Blemish, type BlemishName, blemishes } from "../../examples/marrowgate/blemishes.ts";
import { countBlemish } from "./marrowgate/count-blemishes.ts";

describe("the blemishes of the README", () => {
  test.each(Object.entries(blemishes) as [BlemishName, Blemish][])("%s", (name, { times }) => {
    expect(countBlemish[name]()).toBe(times);
  });
});
