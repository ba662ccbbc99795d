import { expect, test } from "vitest";
import { NameTooLong, namesOf } from "../../infra/names.ts";

const names = namesOf({ stage: "abcdefghijklmnop", account: "123456789012", region: "ap-southeast-7" });

test("the longest stage name in the longest region name still gives valid bucket names", () => {
  for (const name of [names.lakeBucket, names.inboxBucket, names.accessLogsBucket])
    expect(name).toMatch(/^[a-z0-9-]{3,63}$/);
});

test("a source name too long for a function is reported before anything is deployed", () => {
  expect(names.land("a_source_of_ordinary_length")).toHaveLength(60);
  expect(() => names.land("a_source_whose_name_tells_everything")).toThrow(NameTooLong);
});
