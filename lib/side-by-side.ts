/**
 * Does the work for each item, at most `limit` at once, and returns the results in item order. A failure does
 * not stop the others: failures are thrown when all have finished, several of them together.
 */
export async function sideBySide<I, T>(
  items: Iterable<I>,
  limit: number,
  work: (item: I) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  const failures: unknown[] = [];
  // Workers draw from one iterator, so that each item is drawn once.
  const queue = [...items].entries();
  const worker = async () => {
    for (const [index, item] of queue) {
      try {
        results[index] = await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  throwTogether(failures);
  return results;
}

/** Throws nothing, the one failure, or one error that lists all failures. */
export function throwTogether(failures: readonly unknown[]): void {
  if (failures.length > 1) throw new AggregateError(failures, failures.map(String).join("\n"));
  if (failures.length === 1) throw failures[0];
}
