import type { ParserRuleContext } from "antlr4ng";
import type { AllowedFunction } from "./functions.ts";
import { type Trino, trino } from "./grammar.ts";
import type { Kind } from "./kinds.ts";
import type { SourceText } from "./source-text.ts";

/** The context and the findings of the walk over one expression. */
export interface Scope {
  readonly source: SourceText;
  readonly functions: Readonly<Record<string, AllowedFunction>>;
  /** The kind of a node of the tree; reports all that is wrong in it. */
  kindOf(node: ParserRuleContext): Kind;
  /** The meaning of a name; `parts` are its identifiers, two for `a.b`. */
  nameOf(node: ParserRuleContext, parts: readonly string[], scope: Scope): Kind;
  /** Reports a problem; the kind it gives makes no problem follow from it. */
  refuse(node: ParserRuleContext, message: string): "any";
}

/** The text of an identifier as it names something, or undefined when DuckDB would not read it alike. */
export function identifierText(node: Trino.IdentifierContext): string | undefined {
  const text = node.getText();
  if (node instanceof trino.UnquotedIdentifierContext) return text;
  if (!(node instanceof trino.QuotedIdentifierContext) || text.length < 3) return undefined;
  return text.slice(1, -1).replaceAll('""', '"');
}

/** The identifiers of `a` or `a.b.c`; undefined when the node is no name. */
export function identifiersOf(node: ParserRuleContext): readonly Trino.IdentifierContext[] | undefined {
  if (node instanceof trino.ColumnReferenceContext) return node.columnName().qualifiedName().identifier();
  if (!(node instanceof trino.DereferenceContext)) return undefined;
  const base = identifiersOf(node.primaryExpression());
  return base === undefined ? undefined : [...base, node.identifier()];
}
