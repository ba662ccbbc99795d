import { memoryOf } from "./memory.ts";

/** The longest line that a plain reader makes of a page: a record, and its id and time of change once more. */
const mostLineBytes = 384 << 10;
/** Small enough to stay in the cache of one processor. */
const sheetBytes = 512 << 10;

/** Where whole lines on the sheet are kept. */
interface Keeper {
  keep(lines: Buffer): void;
}

/**
 * The memory on which plain lines are written, many of them before they move to their block in one copy. It is at a
 * fixed place, which the compiler makes faster code for, as it does for the page. Blocks have no such place: zlib's
 * threads read one while the next is filled.
 */
export const sheet = memoryOf(sheetBytes);

let holder: Keeper | undefined;
let start = 0;
let end = 0;

/** Where the next line begins on the sheet, which has room for any line. */
export function nextOnSheet(): number {
  if (end + mostLineBytes > sheetBytes) clearSheet();
  return end;
}

/** Takes the bytes up to there as a keeper's next; they are moved to it when it needs them, or others the sheet. */
export function takeSheet(keeper: Keeper, to: number): void {
  if (holder !== keeper) {
    moveLines();
    holder = keeper;
  }
  end = to;
}

/** Moves the lines on the sheet to this keeper, if they are its own. */
export function leaveSheet(keeper: Keeper): void {
  if (holder === keeper) clearSheet();
}

function clearSheet(): void {
  moveLines();
  holder = undefined;
  start = 0;
  end = 0;
}

function moveLines(): void {
  holder?.keep(sheet.bytes.subarray(start, end));
  start = end;
}
