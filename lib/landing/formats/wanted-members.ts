import { placesOf, type RecordPath } from "../../record-path.ts";

/** Members of a JSON object that paths lead through or to, by the bytes of their names. */
export interface WantedMember {
  /** Its place among all wanted members. */
  readonly index: number;
  readonly name: Buffer;
  readonly members: readonly WantedMember[];
}

export interface WantedMembers {
  /** At the top of a record. */
  readonly members: readonly WantedMember[];
  readonly count: number;
  /** For each path the members that may have its value, in order of precedence. */
  readonly placesOf: readonly (readonly number[])[];
}

type Member = WantedMember & { readonly members: Member[] };

/** The members that these paths want; undefined when a path leads into a list or has a name that JSON escapes. */
export function wantedMembers(paths: readonly string[]): WantedMembers | undefined {
  const places = paths.map(placesOf);
  if (!places.flat(2).every(isPlainName)) return undefined;
  const top: Member[] = [];
  let count = 0;
  const memberAt = (steps: RecordPath["steps"]): number => {
    let found: Member | undefined;
    let among = top;
    for (const step of steps) {
      const name = Buffer.from(String(step));
      found = among.find((member) => member.name.equals(name));
      if (found === undefined) {
        found = { index: count, name, members: [] };
        among.push(found);
        count += 1;
      }
      among = found.members;
    }
    return found?.index ?? -1;
  };
  const indexes = places.map((ofPath) => ofPath.map(memberAt));
  return { members: top, count, placesOf: indexes };
}

/** A name of digits may also be a place in a list. */
const isPlainName = (step: string | number): boolean =>
  typeof step === "string" && !/^\d+$/.test(step) && JSON.stringify(step) === `"${step}"`;
