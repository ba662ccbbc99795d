import { expect, test } from "vitest";
import { missing } from "../aws-box/tools.ts";

const lacking = missing();
const name = "the same day on AWS is tested by npm run test:aws, which this machine can run";

test.skipIf(lacking !== undefined)(lacking === undefined ? name : `${name} not: ${lacking}`, () => {
  expect(lacking).toBeUndefined();
});
