import { test } from "vitest";
import { seeded } from "./random.ts";

/** What decides how much the heavy tests check: `whole` in the gate, and a sample otherwise. */
export const isWhole = process.env.BELLWETHER_TESTS === "whole";

/** Draws the sample, and what tests make up; vitest.config.ts sets it for all processes of a run and prints it. */
export const seed = Number(process.env.BELLWETHER_SEED ?? 1);

/** So many in a sample, or in the whole. */
export const many = ({ whole, sample }: { readonly whole: number; readonly sample: number }): number =>
  isWhole ? whole : sample;

/** So many of them, in their order; all of them in the whole. */
export function sampleOf<T>(all: readonly T[], count: number): readonly T[] {
  if (isWhole) return all;
  const drawn = new Set(
    seeded(seed)
      .shuffled([...all.keys()])
      .slice(0, count),
  );
  return all.filter((_, index) => drawn.has(index));
}

/** Of the tests that build days, which cost seconds each, a sample runs one in so many. */
const usualOneIn = 6;

/** Whether it runs: all do in the whole; which of them a sample runs, its seed and their names decide. */
export function isDrawn(name: string, oneIn = usualOneIn): boolean {
  const ofName = [...name].reduce(
    (sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0,
    seed,
  );
  return isWhole || seeded(ofName).below(oneIn) === 0;
}

/** A test that builds days, if it is drawn. @param oneIn in a sample, one of so many like it is */
export const sampledTest = (name: string, run: () => Promise<void>, oneIn?: number): void =>
  test.runIf(isDrawn(name, oneIn))(name, run);
