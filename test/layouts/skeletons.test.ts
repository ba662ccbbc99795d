import { describe, expect, test } from "vitest";
import { parseConfig, RejectedConfig } from "../../lib/project/load.ts";
import { accounts, csv, draftedFrom, ndjson } from "./folder.ts";

const orders = csv(
  "Ref,customer id,note,met",
  "A-1,C-1001,Renewal call,05.01.2026",
  "A-2,C-1002,Training,12.01.2026",
);

/** A draft whose commented sources are taken in. */
const uncommented = (text: string): string => text.replaceAll(/^ {2}# ((?:- name:| {2}|# ).*)$/gm, "  $1");

describe("a sheet that is no entity", () => {
  test("becomes a comment of the nearest one, with what is missing as a question", async () => {
    const drafted = await draftedFrom({ "crm/accounts.csv": accounts, "success/visited.csv": orders });
    expect(drafted.streams.map(({ source }) => source)).toEqual(["crm"]);
    expect(drafted.questions).toContainEqual({
      ...{ line: expect.any(Number), at: "exports/success/visited.csv" },
      question:
        "exports/success/visited.csv (1 file): its columns fit no entity; the nearest is touchpoints. Which column is occurred_at? Add it to the fields, and uncomment the source below",
    });
    expect(drafted.text).toMatch(
      /# +# \? touchpoints need occurred_at \(.*\)\. Columns that are left: .*met/,
    );
    const filled = uncommented(drafted.text).replace(
      /^( +)account_id: customer id/m,
      "$1occurred_at: { field: met, format: DD.MM.YYYY }\n$1account_id: customer id",
    );
    expect(parseConfig(filled).sources[1]).toMatchObject({
      name: "success",
      streams: {
        touchpoints: {
          path: "exports/success/visited.csv",
          fields: { account_id: "customer id", note: "note", occurred_at: { field: "met" } },
        },
      },
    });
  });

  test("is refused as it stands, by what it lacks alone", async () => {
    const { text } = await draftedFrom({ "crm/accounts.csv": accounts, "crm/visited.csv": orders });
    const problems = (): readonly { readonly path: string }[] => {
      try {
        parseConfig(uncommented(text));
        return [];
      } catch (error) {
        if (error instanceof RejectedConfig) return error.problems;
        throw error;
      }
    };
    expect(problems().map(({ path }) => path)).toEqual(["sources[1].streams.touchpoints.fields.occurred_at"]);
  });

  test("that is like none is named with its columns", async () => {
    const files = { "crm/accounts.csv": accounts, "paint.csv": csv("colour,shape", "red,round") };
    expect((await draftedFrom(files)).leftOut).toEqual([
      { glob: "exports/paint.csv", files: 1, reason: "its columns fit no entity: colour, shape" },
    ]);
  });
});

test("a product's objects without what they need are a comment too, and no link is drafted for them", async () => {
  const conversation = {
    ...{ id: "1", state: "open", "source.author.id": "7", type: "conversation", waiting_since: null },
    ...{ updated_at: 1767571200, source: { author: { id: "7" } }, created_at: null },
  };
  const { streams, text } = await draftedFrom({
    "crm/accounts.csv": accounts,
    "intercom/conversations.ndjson": ndjson(conversation),
  });
  expect(streams.map(({ source }) => source)).toEqual(["crm"]);
  expect(text).toMatch(/^ {2}# - name: intercom$/m);
  expect(text).toMatch(/# +# \? tickets need account_id/);
});
