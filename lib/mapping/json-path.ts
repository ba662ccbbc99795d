import { literal } from "./text.ts";

const plainSegment = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The levels of a field's path: `a.b` is b within a, and `"a.b"` one name with a dot in it. */
export function pathSegments(path: string): readonly string[] {
  const segments = path.match(/"(?:[^"\\]|\\.)*"|[^.]+/g) ?? [];
  return segments.map((segment) =>
    segment.length > 1 && segment.startsWith('"') && segment.endsWith('"')
      ? segment.slice(1, -1).replace(/\\(.)/g, "$1")
      : segment,
  );
}

/** Reads the text at a path of a JSON record; null where there is nothing, an object or a list. */
export function extraction(path: string, record = "payload"): string {
  const steps = pathSegments(path).map((segment) =>
    plainSegment.test(segment) ? `.${segment}` : `["${segment.replace(/["\\]/g, "\\$&")}"]`,
  );
  return `json_extract_scalar(${record}, ${literal(`$${steps.join("")}`)})`;
}
