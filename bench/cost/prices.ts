/** A price of us-east-1, without free tiers and discounts. */
export interface Price {
  readonly usd: number;
  /** The number of units that it buys. */
  readonly per: number;
  readonly unit: string;
  /** Where the price was found: AWS renders its own pages by script, so they could not be read. */
  readonly source: string;
}

const million = 1e6;
const gigabyte = 1e9;
const terabyte = 1e12;

/** List prices. After a change, run `node bench/cost.ts --write`. */
export const prices = {
  athenaScanned: { usd: 5, per: terabyte, unit: "TB scanned", source: "athena.guide, rcpedia.stanford.edu" },
  lambdaArmGbSecond: { usd: 0.0000133334, per: 1, unit: "GB-second, arm64", source: "cloudchipr.com, 2024" },
  lambdaRequest: { usd: 0.2, per: million, unit: "million invocations", source: "cloudchipr.com, 2024" },
  durableOperation: {
    usd: 8,
    per: million,
    unit: "million durable operations",
    source: "AWS's pricing page as quoted in public repositories, 2026",
  },
  durableWritten: { usd: 0.25, per: gigabyte, unit: "GB that executions write", source: "the same" },
  durableRetained: { usd: 0.15, per: gigabyte, unit: "GB-month that executions keep", source: "the same" },
  s3Storage: { usd: 0.023, per: gigabyte, unit: "GB-month", source: "cloudburn.io, March 2026" },
  s3Put: { usd: 0.005, per: 1_000, unit: "thousand PUT, LIST", source: "devnotes.tech, athena.guide" },
  s3Get: { usd: 0.0004, per: 1_000, unit: "thousand GET, HEAD", source: "devnotes.tech, athena.guide" },
  glueRequest: {
    usd: 1,
    per: million,
    unit: "million requests, after the first a month",
    source: "athena.guide",
  },
  glueObject: {
    usd: 1,
    per: 100_000,
    unit: "hundred thousand objects a month, after the first million",
    source: "athena.guide",
  },
  customMetric: { usd: 0.3, per: 1, unit: "metric and month", source: "signoz.io, February 2026" },
  alarm: { usd: 0.1, per: 1, unit: "alarm and month", source: "factualminds.com, June 2026" },
  dashboard: { usd: 3, per: 1, unit: "dashboard and month", source: "factualminds.com, June 2026" },
  logs: { usd: 0.5, per: gigabyte, unit: "GB of logs", source: "factualminds.com, June 2026" },
  schedule: {
    usd: 1,
    per: million,
    unit: "million schedule invocations",
    source: "cloudburn.io, March 2026",
  },
  kmsKey: { usd: 1, per: 1, unit: "key and month", source: "not verified" },
  kmsRequest: { usd: 0.03, per: 10_000, unit: "ten thousand requests to the key", source: "not verified" },
  snsPublish: { usd: 0.5, per: million, unit: "million messages of 64 KB", source: "not verified" },
  snsEmail: { usd: 2, per: 100_000, unit: "hundred thousand emails", source: "not verified" },
  trace: { usd: 5, per: million, unit: "million traces", source: "not verified" },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;
