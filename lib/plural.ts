const wholeNumber = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A count and its noun: `1 alert`, `1,200 alerts`, `2 batches`. */
export const plural = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${wholeNumber.format(count)} ${count === 1 ? noun : nouns}`;
