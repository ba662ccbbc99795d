import { isUnknownName } from "../warehouse/warehouse.ts";

/** Reads the parts of a report of a day, without those that the tables of an older version cannot tell. */
export class ToldParts {
  readonly #untold: string[] = [];

  /** The names of the parts that could not be told. */
  get untold(): readonly string[] {
    return this.#untold;
  }

  async read<T>(name: string, rows: () => Promise<readonly T[]>): Promise<readonly T[]> {
    try {
      return await rows();
    } catch (error) {
      // The present version asks only for its own tables and columns.
      if (!isUnknownName(error)) throw error;
      this.#untold.push(name);
      return [];
    }
  }
}

export const untoldLines = (untold: readonly string[]): readonly string[] =>
  untold.length === 0
    ? []
    : [`Not shown, because an older version built this day: ${untold.join(", ")}. The next run shows them.`];
