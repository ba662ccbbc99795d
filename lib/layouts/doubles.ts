import type { Candidate, LeftOut } from "./draft-types.ts";

/** Streams without those that have the same rows as another one of their source, and these. */
export function withoutDoubles(candidates: readonly Candidate[]): {
  readonly used: readonly Candidate[];
  readonly doubles: readonly LeftOut[];
} {
  const doubleOf = ({ source, unless }: Candidate): Candidate | undefined =>
    candidates.find((other) => other.source === source && unless.includes(other.name));
  return {
    used: candidates.filter((candidate) => doubleOf(candidate) === undefined),
    doubles: candidates.flatMap((candidate) => {
      const other = doubleOf(candidate);
      if (other === undefined) return [];
      const { glob, files } = candidate.sample.group;
      return [{ glob, files: files.length, reason: `${other.sample.group.glob} has the same rows` }];
    }),
  };
}
