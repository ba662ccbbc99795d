const wholeNumber = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A count and its noun: `1 alert`, `1,200 alerts`. */
export const plural = (count: number, noun: string): string =>
  `${wholeNumber.format(count)} ${noun}${count === 1 ? "" : "s"}`;
