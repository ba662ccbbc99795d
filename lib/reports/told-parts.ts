import { isUnknownName } from "../warehouse/warehouse.ts";

/** Reads the parts of a report of a day, without those that the tables of an older version cannot tell. */
export class ToldParts {
  /** In the order in which they were asked for, whichever answer came first. */
  readonly #isTold = new Map<string, boolean>();

  /** The names of the parts that could not be told. */
  get untold(): readonly string[] {
    return [...this.#isTold].flatMap(([name, isTold]) => (isTold ? [] : [name]));
  }

  async read<T>(name: string, rows: () => Promise<readonly T[]>): Promise<readonly T[]> {
    this.#isTold.set(name, true);
    try {
      return await rows();
    } catch (error) {
      // The present version asks only for its own tables and columns.
      if (!isUnknownName(error)) throw error;
      this.#isTold.set(name, false);
      return [];
    }
  }
}

export const untoldLines = (untold: readonly string[]): readonly string[] =>
  untold.length === 0
    ? []
    : [`Not shown, because an older version built this day: ${untold.join(", ")}. The next run shows them.`];
