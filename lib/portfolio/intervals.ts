/** The two ends of a 95 % interval, as SQL, and its name and source for the reader. */
export interface Interval {
  readonly kind: string;
  readonly low: string;
  readonly high: string;
}

/** The quantile of the normal distribution that leaves 2.5 % on either side. */
const z = "1.959963984540054e0";
const zSquared = "3.8414588206941236e0";

/**
 * The score interval of a share of `hits` among `trials`. It stays within 0 and 1 and holds for small samples.
 * Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212.
 */
export function wilson(hits: string, trials: string): Interval {
  const spread = `${z} * sqrt((${hits}) * (${trials} - ${hits}) / nullif(${trials}, 0) + ${zSquared} / 4)`;
  const end = (sign: "-" | "+") =>
    `(${hits} + ${zSquared} / 2 ${sign} ${spread}) / nullif(${trials} + ${zSquared}, 0)`;
  return {
    kind: "Wilson score interval",
    // At the ends of the scale the formula gives 0 and 1 only up to the last bit.
    low: `case when ${hits} > 0 then ${end("-")} when ${trials} > 0 then 0e0 end`,
    high: `case when ${hits} < ${trials} then ${end("+")} when ${trials} > 0 then 1e0 end`,
  };
}

/** An interval whose ends go through a rising function, as the share itself does. */
export const through = ({ kind, low, high }: Interval, rising: (share: string) => string): Interval => ({
  kind: `${kind}, both ends converted`,
  low: rising(low),
  high: rising(high),
});

/** An interval whose ends go through a falling function, which turns them round. */
export const throughFalling = (
  { kind, low, high }: Interval,
  falling: (share: string) => string,
): Interval => ({
  kind: `${kind}, both ends converted`,
  low: falling(high),
  high: falling(low),
});

/**
 * The adjusted Wald interval of an NPS, in points: 3/4 is added to promoters and to detractors, 3 to the answers.
 * Rocks (2016), Interval estimation for the Net Promoter Score, The American Statistician 70(4), 365-372; as
 * measuringu.com/nps-confidence-intervals computes it.
 */
export function adjustedWald(promoters: string, detractors: string, answers: string): Interval {
  const count = `nullif(${answers} + 3e0, 0)`;
  const net = `(${promoters} - ${detractors}) / ${count}`;
  const variance = `((${promoters} + ${detractors} + 1.5e0) / ${count} - power(${net}, 2))`;
  const spread = `${z} * sqrt(${variance} / ${count})`;
  return {
    kind: "adjusted Wald interval: ¾ more promoters and detractors, 3 more answers",
    low: `case when ${net} - ${spread} < -1 then -100e0 else 100 * (${net} - ${spread}) end`,
    high: `case when ${net} + ${spread} > 1 then 100e0 else 100 * (${net} + ${spread}) end`,
  };
}
