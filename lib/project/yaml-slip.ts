import { type Document, isNode, isScalar, visit, type YAMLError } from "yaml";

/** A mistake in the YAML itself, at an offset of the text. */
export interface YamlSlip {
  readonly offset: number;
  readonly found: string;
  readonly expected: string;
  readonly reason?: string;
}

const indentation = {
  found: "a line that is indented differently from those it belongs to",
  expected: "the same number of spaces before all keys of a mapping, and before all items of a list",
};

/** What the parser's most frequent errors mean to the writer of the file. */
const meanings: Readonly<Record<string, Pick<YamlSlip, "found" | "expected">>> = {
  TAB_AS_INDENT: { found: "a tab", expected: "spaces: YAML is not indented with tabs" },
  MULTILINE_IMPLICIT_KEY: {
    found: "a line without a colon",
    expected: "key: value, with a space after the colon",
  },
  BLOCK_AS_IMPLICIT_KEY: indentation,
  BAD_INDENT: indentation,
};

const unclosed = {
  found: "a line inside of a [ or { that is still open",
  expected: "its ] or } before this line",
};

/**
 * The first mistake of a document that was parsed with `uniqueKeys: false`: what a parser makes of the lines after it
 * says nothing about them. Without one, all keys that appear twice.
 */
export function yamlSlips(document: Document.Parsed): readonly YamlSlip[] {
  const [first] = [...document.errors, ...document.warnings].toSorted((a, b) => a.pos[0] - b.pos[0]);
  return first === undefined ? repeatedKeys(document) : [slipOf(first)];
}

function slipOf({ code, pos, message }: YAMLError): YamlSlip {
  const [offset] = pos;
  const known = message.startsWith("Flow ") ? unclosed : meanings[code];
  if (known !== undefined) return { offset, ...known };
  return { offset, found: "a text that is not YAML", expected: "YAML", reason: message };
}

/** The parser would compare each key of a mapping with all others. */
function repeatedKeys(document: Document.Parsed): readonly YamlSlip[] {
  const repeated: YamlSlip[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const known = new Set<string>();
      for (const { key } of items) {
        const name = nameOf(key);
        if (known.has(name)) repeated.push(repeatedKey(name, key));
        known.add(name);
      }
    },
  });
  return repeated;
}

const nameOf = (key: unknown): string => String(isScalar(key) ? key.value : key);

const repeatedKey = (name: string, key: unknown): YamlSlip => ({
  offset: isNode(key) && key.range ? key.range[0] : 0,
  found: `the key ${JSON.stringify(name)} again`,
  expected: "each key of a mapping once",
});
