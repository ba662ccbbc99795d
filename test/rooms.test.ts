import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

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
  ["models"],
  ["storage", "entities.ts", "dialect"],
  ["catalog"],
  ["warehouse", "notify"],
  ["services.ts", "config"],
  ["landing", "mapping", "scoring"],
  // Two wings: one turns a config into SQL and rows, the other turns those into a published day.
  ["measures", "conditions", "portfolio", "pipeline"],
  ["reports"],
  ["project", "alerts"],
  ["dictionary", "local", "aws"],
  ["lambda", "doctor", "preview"],
  ["layouts"],
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

const roomOf = (path: string): string => path.split("/")[1] ?? "";
const floorOf = (path: string): number => floors.findIndex((rooms) => rooms.includes(roomOf(path)));
const isUp = ({ from, to }: Import): boolean => roomOf(from) !== roomOf(to) && floorOf(to) >= floorOf(from);

test("every room of lib stands on a floor", () => {
  const rooms = readdirSync(join(root, "lib"));
  expect(rooms.filter((room) => floorOf(`lib/${room}`) === -1)).toEqual([]);
  expect(floors.flat().filter((room) => !rooms.includes(room))).toEqual([]);
});

test("no room imports from its own floor or one above, so that there are no cycles", () => {
  const imports = importsOf("lib").filter(({ to }) => to.startsWith("lib/"));
  expect(imports.length).toBeGreaterThan(500);
  const wrong = imports
    .filter(isUp)
    .map(({ from, to }) => `${from} imports ${to}: it must not know the room`);
  expect(wrong).toEqual([]);
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
  expect(isUp({ from: "lib/config/schema.ts", to: "lib/project/load.ts" })).toBe(true);
  expect(isUp({ from: "lib/pipeline/plan.ts", to: "lib/measures/measure-rows.ts" })).toBe(true);
  expect(isUp({ from: "lib/project/load.ts", to: "lib/config/schema.ts" })).toBe(false);
});
