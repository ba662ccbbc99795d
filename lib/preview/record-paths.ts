/** Deeper or later values are not looked at. */
const mostLevels = 8;
const mostElements = 3;

const plainLevel = /^[^."[\]]+$/;

/** The paths at which a record has a value of its own, as a mapping writes them: `items.data[0].price`. */
export function pathsIn(record: unknown): readonly string[] {
  return typeof record === "object" && record !== null ? pathsBelow(record, "", 0) : [];
}

function pathsBelow(value: object, above: string, level: number): readonly string[] {
  if (level === mostLevels) return [];
  const members = Array.isArray(value)
    ? value.slice(0, mostElements).map((each, index): [string, unknown] => [`${above}[${index}]`, each])
    : Object.entries(value).map(([name, each]): [string, unknown] => [joined(above, name), each]);
  return members.flatMap(([path, each]) =>
    typeof each === "object" && each !== null ? [path, ...pathsBelow(each, path, level + 1)] : [path],
  );
}

/** At the top, a name with dots in it is a path by itself. */
function joined(above: string, name: string): string {
  if (above === "") return name;
  return `${above}.${plainLevel.test(name) ? name : JSON.stringify(name)}`;
}
