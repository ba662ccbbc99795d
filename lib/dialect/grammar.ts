import { registerHooks } from "node:module";

// dt-sql-parser ships ES modules whose imports have no extension. A bundler resolves them; Node needs this.
registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context);
    } catch (error) {
      if (!context.parentURL?.includes("/dt-sql-parser/") || !specifier.startsWith(".")) throw error;
      try {
        return next(`${specifier}.js`, context);
      } catch {
        return next(`${specifier}/index.js`, context);
      }
    }
  },
});

/** The contexts of Trino's grammar, and its parser. */
export const trino = await import("dt-sql-parser/dist/lib/trino/TrinoSqlParser.js");
export const { TrinoSqlLexer } = await import("dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js");

export type * as Trino from "dt-sql-parser/dist/lib/trino/TrinoSqlParser.js";
