import fc from "fast-check";

type Written = "text" | "integer" | "decimal" | "double" | "date" | "boolean";

/** Expressions of each type over names and literals, to any depth that a person writes. */
export const expressionsOver = (leaves: Readonly<Record<Written, readonly string[]>>) =>
  fc.letrec<Record<Written, string>>((tie) => {
    const either = (...all: readonly fc.Arbitrary<string>[]) =>
      fc.oneof({ maxDepth: 2, withCrossShrink: true }, ...all);
    const of = (template: string, ...kinds: Written[]) =>
      fc
        .tuple(...kinds.map((kind) => tie(kind)))
        .map((parts) => parts.reduce<string>((text, part) => text.replace("?", () => part), template));
    return {
      text: either(
        fc.constantFrom(...leaves.text),
        of("cast(? as varchar)", "integer"),
        of("cast(? as varchar)", "date"),
        of("substr(?, ?, ?)", "text", "integer", "integer"),
        of("case when ? then ? else ? end", "boolean", "text", "text"),
        of("coalesce(?, ?)", "text", "text"),
        of("(? || ?)", "text", "text"),
        of("upper(trim(?))", "text"),
      ),
      integer: either(
        fc.constantFrom(...leaves.integer),
        of("(? + ?)", "integer", "integer"),
        of("(? * ?)", "integer", "integer"),
        of("(-?)", "integer"),
        of("abs(?)", "integer"),
        of("(? % 7)", "integer"),
        of("cast(? as bigint)", "text"),
        of("cast(? as integer)", "integer"),
        of("cast(round(?) as bigint)", "double"),
        of("date_diff('day', ?, ?)", "date", "date"),
        of("strpos(?, ?)", "text", "text"),
        of("round(?, -3)", "integer"),
      ),
      decimal: either(
        fc.constantFrom(...leaves.decimal),
        of("(mrr + ?)", "integer"),
        of("cast(? as decimal(12,2))", "text"),
        of("cast(? as decimal(12,2))", "double"),
        of("round(mrr * ?)", "integer"),
      ),
      double: either(
        fc.constantFrom(...leaves.double),
        of("(? / ?)", "double", "integer"),
        of("(? / ?)", "decimal", "integer"),
        of("(? / ?)", "integer", "decimal"),
        of("(3 / ?)", "double"),
        of("(? * ?)", "double", "double"),
        of("cast(? as double)", "text"),
        of("cast(? as double)", "decimal"),
        of("abs(round(?, 3))", "double"),
      ),
      date: either(
        fc.constantFrom(...leaves.date),
        of("(? + interval '30' day)", "date"),
        of("(? - interval '900' year)", "date"),
        of("cast(? as date)", "text"),
        of("date_trunc('week', ?)", "date"),
      ),
      boolean: either(
        fc.constantFrom(...leaves.boolean),
        of("(? > ?)", "integer", "double"),
        of("(? < ?)", "decimal", "integer"),
        of("(? and ?)", "boolean", "boolean"),
        of("(? or not ?)", "boolean", "boolean"),
        of("(? is null)", "date"),
        of("(? in ('12', ?))", "text", "text"),
        of("cast(? as boolean)", "text"),
      ),
    };
  });
