import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

/**
 * The rooms of `lib/`, from the ground floor up: a file may import from its own room and from lower floors. Rooms
 * of one floor do not know each other.
 */
const floors: readonly (readonly string[])[] = [
  [
    "dates.ts",
    "in-batches.ts",
    "json-text.ts",
    "map-values.ts",
    "side-by-side.ts",
    "nearest.ts",
    "plural.ts",
    "record-path.ts",
    "words",
  ],
  ["models", "sentences"],
  ["storage", "entities.ts", "dialect"],
  ["catalog"],
  ["warehouse", "notify"],
  ["services.ts", "config"],
  ["landing", "mapping", "scoring"],
  // Two wings: one turns a config into SQL and rows, the other turns those into a published day.
  ["measures", "conditions", "portfolio", "pipeline"],
  ["reports", "comparison", "lint"],
  ["project", "alerts"],
  ["dictionary", "local", "aws"],
  ["lambda", "doctor", "preview"],
  ["layouts"],
];

/** The rooms of `lib/mapping/`, by the same rule: the reading of cells, of elements, rows of streams, merged records. */
const floorsOfMapping: typeof floors = [
  ["text.ts"],
  ["cells"],
  ["elements"],
  ["staged"],
  ["records", "shipped"],
  ["models.ts"],
];

/** Folders outside of `lib/`, and the rooms that they may import. */
const doors: Readonly<Record<string, readonly string[]>> = {
  lib: ["lib"],
  functions: ["lib"],
  infra: ["lib", "functions"],
  cli: ["lib", "infra"],
  examples: ["lib", "cli"],
};

interface Import {
  readonly from: string;
  readonly to: string;
}

/** The relative imports of the files below a folder, as paths from the root of the package. */
function importsOf(folder: string): readonly Import[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file))
    .flatMap((from) =>
      [...readFileSync(join(root, from), "utf8").matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(
        ([, path = ""]) => ({ from, to: normalize(join(dirname(from), path)) }),
      ),
    );
}

const roomIn = (house: string, path: string): string => path.slice(house.length + 1).split("/")[0] ?? "";

/** Whether an import goes to another room of a house, on its own floor or one above. */
function isUp(house: string, of: typeof floors, { from, to }: Import): boolean {
  const floorOf = (path: string) => of.findIndex((rooms) => rooms.includes(roomIn(house, path)));
  return roomIn(house, from) !== roomIn(house, to) && floorOf(to) >= floorOf(from);
}

describe.each([
  ["lib", floors, 500],
  ["lib/mapping", floorsOfMapping, 80],
])("%s", (house, of, fewest) => {
  test("every room stands on a floor", () => {
    const rooms = readdirSync(join(root, house));
    expect(rooms.toSorted()).toEqual(of.flat().toSorted());
  });

  test("no room imports from its own floor or one above, so that there are no cycles", () => {
    const imports = importsOf(house).filter(({ to }) => to.startsWith(`${house}/`));
    expect(imports.length).toBeGreaterThan(fewest);
    const wrong = imports
      .filter((each) => isUp(house, of, each))
      .map(({ from, to }) => `${from} imports ${to}: it must not know the room`);
    expect(wrong).toEqual([]);
  });
});

test.each(Object.entries(doors))(
  "files of %s import only from %s and their own folder",
  (folder, allowed) => {
    const wrong = importsOf(folder)
      .filter(({ to }) => ![folder, ...allowed].includes(to.split("/")[0] ?? ""))
      .map(({ from, to }) => `${from} imports ${to}`);
    expect(wrong).toEqual([]);
  },
);

test("an import of a higher floor is reported by name", () => {
  expect(isUp("lib", floors, { from: "lib/config/schema.ts", to: "lib/project/load.ts" })).toBe(true);
  expect(isUp("lib", floors, { from: "lib/pipeline/plan.ts", to: "lib/measures/measure-rows.ts" })).toBe(
    true,
  );
  expect(isUp("lib", floors, { from: "lib/project/load.ts", to: "lib/config/schema.ts" })).toBe(false);
});
