const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const suffixes = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/**
 * The 18 characters of a Salesforce Id: 15 in which case matters, and three that say which of them are capitals, so
 * that the whole stays unique without regard to case.
 */
export function salesforceId(prefix: string, number: number): string {
  // A prime scatters neighbours over letters of both cases.
  let rest = (number * 15_485_863) % digits.length ** 5;
  let end = "";
  for (let place = 0; place < 5; place += 1) {
    end = `${digits[rest % digits.length]}${end}`;
    rest = Math.floor(rest / digits.length);
  }
  const short = `${prefix}Qy00000${end}`;
  return short + [0, 5, 10].map((from) => suffixes[capitals(short.slice(from, from + 5))]).join("");
}

/** Bit n is set where letter n is a capital. */
const capitals = (five: string): number =>
  [...five].reduce((bits, letter, place) => bits | (/[A-Z]/.test(letter) ? 1 << place : 0), 0);
