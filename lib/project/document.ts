import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from "yaml";
import { type ConfigProblem, describeFound, type Finding, formatPath, type Path } from "./problem.ts";

export type ConfigDocument =
  | {
      readonly status: "read";
      readonly value: unknown;
      /** The finding with its place in the file. */
      readonly locate: (finding: Finding) => ConfigProblem;
    }
  | { readonly status: "unreadable"; readonly problems: readonly ConfigProblem[] };

/** A YAML text as plain values that remember where they stood. */
export function readDocument(text: string, file: string): ConfigDocument {
  const lineCounter = new LineCounter();
  const unreadable = (offset: number, reason: string): ConfigProblem => ({
    file,
    ...placeOf(lineCounter, offset),
    path: "",
    found: "a text that is not YAML",
    expected: "YAML",
    reason,
  });
  try {
    const document = parseDocument(text, { lineCounter, prettyErrors: false });
    const errors = [...document.errors, ...document.warnings];
    if (errors.length > 0)
      return {
        status: "unreadable",
        problems: errors.map(({ pos, message }) => unreadable(pos[0], message)),
      };
    const value: unknown = document.toJS();
    return {
      status: "read",
      value,
      locate: (finding) => locate(finding, { text, file, document, lineCounter }),
    };
  } catch (error) {
    // Aliases that multiply without end are only found when they are followed; so is a text too deep to parse.
    return { status: "unreadable", problems: [unreadable(0, error instanceof Error ? error.message : "")] };
  }
}

interface Source {
  readonly text: string;
  readonly file: string;
  readonly document: Document.Parsed;
  readonly lineCounter: LineCounter;
}

function locate(finding: Finding, { text, file, document, lineCounter }: Source): ConfigProblem {
  const { path, found, expected, reason, nearest, isKey = false, offset = 0 } = finding;
  const [start, end] = rangeOf(document, path, isKey);
  // A plain text in the file: the mistake is at that offset in it.
  const verbatim = typeof found === "string" && offset > 0 ? text.slice(start, end).indexOf(found) : -1;
  return {
    file,
    ...placeOf(lineCounter, verbatim === -1 ? start : start + verbatim + offset),
    path: formatPath(path),
    found: isKey ? `key ${describeFound([], path.at(-1))}` : describeFound(path, found),
    expected,
    ...(reason === undefined ? {} : { reason }),
    ...(nearest === undefined ? {} : { nearest }),
  };
}

function placeOf(lineCounter: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lineCounter.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** The position of the value, of its key if that is wrong, or of its parent if it is missing. */
function rangeOf(document: Document.Parsed, path: Path, isKey: boolean): readonly [number, number] {
  let node: Node | null = document.contents;
  let range = rangeOfNode(node) ?? [0, 0];
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    const found: readonly [unknown, unknown] | undefined = childOf(node, step);
    if (found === undefined) return range;
    const [key, value] = found;
    const isLast = index === path.length - 1;
    range = (isLast && isKey ? rangeOfNode(key) : (rangeOfNode(value) ?? rangeOfNode(key))) ?? range;
    node = isNode(value) ? value : null;
  }
  return range;
}

function childOf(node: Node | null, step: string | number): readonly [unknown, unknown] | undefined {
  if (isSeq(node)) return typeof step === "number" ? [undefined, node.items[step]] : undefined;
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(step));
  return pair === undefined ? undefined : [pair.key, pair.value];
}

function rangeOfNode(node: unknown): readonly [number, number] | undefined {
  return isNode(node) && node.range ? [node.range[0], node.range[1]] : undefined;
}
