import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from "yaml";
import { type ConfigProblem, describeFound, type Finding, formatPath, type Path } from "./problem.ts";
import { type YamlSlip, yamlSlips } from "./yaml-slip.ts";

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
  const unreadable = ({ offset, ...slip }: YamlSlip): ConfigProblem => ({
    file,
    ...placeOf(lineCounter, offset),
    path: "",
    ...slip,
  });
  try {
    const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false });
    const slips = yamlSlips(document);
    if (slips.length > 0) return { status: "unreadable", problems: slips.map(unreadable) };
    const value: unknown = document.toJS();
    const source: Source = { text, file, document, lineCounter, pairs: new WeakMap() };
    return {
      status: "read",
      value,
      locate: (finding) => locate(finding, source),
    };
  } catch (error) {
    // Aliases that multiply without end are only found when they are followed; so is a text too deep to parse.
    const reason = error instanceof Error ? error.message : "";
    return {
      status: "unreadable",
      problems: [unreadable({ offset: 0, found: "a text that is not YAML", expected: "YAML", reason })],
    };
  }
}

interface Source {
  readonly text: string;
  readonly file: string;
  readonly document: Document.Parsed;
  readonly lineCounter: LineCounter;
  /** The pairs of the mappings that were looked into, by key: a mapping may have thousands of mistakes. */
  readonly pairs: WeakMap<YAMLMap, ReadonlyMap<string, Pair>>;
}

function locate(finding: Finding, source: Source): ConfigProblem {
  const { text, file, lineCounter } = source;
  const { path, found, expected, reason, nearest, isKey = false, offset = 0 } = finding;
  const [start, end] = rangeOf(source, path, isKey);
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
function rangeOf({ document, pairs }: Source, path: Path, isKey: boolean): readonly [number, number] {
  let node: Node | null = document.contents;
  let range = rangeOfNode(node) ?? [0, 0];
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    const found: readonly [unknown, unknown] | undefined = childOf(node, step, pairs);
    if (found === undefined) return range;
    const [key, value] = found;
    const isLast = index === path.length - 1;
    range = (isLast && isKey ? rangeOfNode(key) : (rangeOfNode(value) ?? rangeOfNode(key))) ?? range;
    node = isNode(value) ? value : null;
  }
  return range;
}

function childOf(
  node: Node | null,
  step: string | number,
  pairs: Source["pairs"],
): readonly [unknown, unknown] | undefined {
  if (isSeq(node)) return typeof step === "number" ? [undefined, node.items[step]] : undefined;
  if (!isMap(node)) return undefined;
  const byKey = pairs.get(node) ?? new Map(node.items.map((each) => [keyText(each), each]));
  pairs.set(node, byKey);
  const pair = byKey.get(String(step));
  return pair === undefined ? undefined : [pair.key, pair.value];
}

const keyText = ({ key }: Pair): string => String(isScalar(key) ? key.value : key);

function rangeOfNode(node: unknown): readonly [number, number] | undefined {
  return isNode(node) && node.range ? [node.range[0], node.range[1]] : undefined;
}
