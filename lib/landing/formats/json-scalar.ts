import type { RecordPath } from "../../record-path.ts";

/**
 * The text of the scalar at a path of a valid JSON text, or null. A number keeps its own characters; of
 * duplicate members the first counts.
 */
export function scalarAt(text: string, steps: RecordPath["steps"]): string | null {
  let at = pastSpace(text, 0);
  for (const step of steps) {
    const found = text[at] === "{" ? memberAt(text, at, String(step)) : elementAt(text, at, step);
    if (found === undefined) return null;
    at = found;
  }
  const first = text[at];
  if (first === "{" || first === "[" || first === "n") return null;
  const token = text.slice(at, endOfValue(text, at));
  return first === '"' ? (JSON.parse(token) as string) : token;
}

function memberAt(text: string, object: number, name: string): number | undefined {
  for (let at = pastSpace(text, object + 1); text[at] === '"'; ) {
    const nameEnd = endOfString(text, at);
    const value = pastSpace(text, pastSpace(text, nameEnd) + 1);
    if (isName(text.slice(at, nameEnd), name)) return value;
    at = next(text, value);
  }
  return undefined;
}

function elementAt(text: string, list: number, step: string | number): number | undefined {
  if (text[list] !== "[" || !/^(?:0|[1-9][0-9]*)$/.test(String(step))) return undefined;
  let at = pastSpace(text, list + 1);
  for (let left = Number(step); text[at] !== "]" && at < text.length; left -= 1) {
    if (left === 0) return at;
    at = next(text, at);
  }
  return undefined;
}

const isName = (token: string, name: string): boolean =>
  token.includes("\\") ? JSON.parse(token) === name : token === `"${name}"`;

/** Where the next member or element begins, or the bracket that ends them. */
function next(text: string, value: number): number {
  const end = pastSpace(text, endOfValue(text, value));
  return text[end] === "," ? pastSpace(text, end + 1) : end;
}

function endOfValue(text: string, start: number): number {
  if (text[start] === '"') return endOfString(text, start);
  if (text[start] !== "{" && text[start] !== "[") {
    const rest = /[\s,\]}]/g;
    rest.lastIndex = start;
    return rest.exec(text)?.index ?? text.length;
  }
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else {
      if (character === "{" || character === "[") depth += 1;
      if (character === "}" || character === "]") depth -= 1;
      at += 1;
      if (depth === 0) return at;
    }
  }
  return text.length;
}

/** Past the quote that ends the string which begins there. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    at = text.indexOf('"', at);
    let slashes = at;
    while (text[slashes - 1] === "\\") slashes -= 1;
    if ((at - slashes) % 2 === 0) return at + 1;
  }
  return text.length;
}

function pastSpace(text: string, start: number): number {
  let at = start;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at += 1;
  return at;
}
