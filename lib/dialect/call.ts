import type { ParserRuleContext } from "antlr4ng";
import { didYouMean } from "../nearest.ts";
import { article, commonKind } from "./comparing.ts";
import { insteadOf, type Parameter } from "./functions.ts";
import { type Trino, trino } from "./grammar.ts";
import { common, isNumber, type Kind } from "./kinds.ts";
import type { Scope } from "./scope.ts";

/** The kind of a plain call `f(a, b)` of one of the scope's functions; windows, filters etc. are refused. */
export function kindOfCall(node: Trino.FunctionCallContext, scope: Scope): Kind {
  const name = node.functionName().getText().toLowerCase();
  if (node.over() !== null) return scope.refuse(node, "a window function is not allowed here");
  const known = Object.hasOwn(scope.functions, name) ? scope.functions[name] : undefined;
  if (known === undefined) return scope.refuse(node, unknownFunction(name, Object.keys(scope.functions)));
  const decorations = [node.ASTERISK(), node.filter(), node.setQuantifier(), node.nullTreatment()];
  if ([...decorations, node.KW_ORDER(), node.processingMode()].some((decoration) => decoration !== null))
    return scope.refuse(node, `${name} takes literal values`);
  const given = node.expression();
  if (known.parameters === "values of one kind") return commonKind(given, scope);
  const { parameters } = known;
  const least = parameters.length - (known.optional ?? 0);
  if (given.length < least || given.length > parameters.length)
    return scope.refuse(
      node,
      `${name} takes ${describeCount(least, parameters.length)}, not ${given.length}`,
    );
  if (name === "nullif") commonKind(given, scope);
  const kinds = given.map((argument, index) => checkArgument(name, argument, parameters[index], scope));
  return known.gives === "what its first argument is" ? (kinds[0] ?? "any") : known.gives;
}

function unknownFunction(name: string, known: readonly string[]): string {
  const instead = Object.hasOwn(insteadOf, name) ? insteadOf[name] : undefined;
  if (instead !== undefined) return `${name} is not allowed here: ${instead}`;
  const functions = known.toSorted().join(", ");
  return `the function ${name} is not allowed here${didYouMean(name, known) || "."} Functions: ${functions}`;
}

const describeCount = (least: number, most: number): string =>
  `${least === most ? "" : `${least} to `}${most} values`;

function checkArgument(
  name: string,
  argument: ParserRuleContext,
  parameter: Parameter | undefined,
  scope: Scope,
): Kind {
  if (typeof parameter === "object") {
    const isOne = parameter.oneOf.some((word) => argument.getText() === `'${word}'`);
    return isOne
      ? "text"
      : scope.refuse(argument, `${name} takes ${parameter.oneOf.map((word) => `'${word}'`).join(", ")} here`);
  }
  const kind = scope.kindOf(argument);
  const fits =
    parameter === undefined ||
    (parameter === "number" ? isNumber(kind) : common(kind, parameter) === parameter);
  if (fits || parameter === "any") return kind;
  const hint = parameter === "date" ? `: write cast(${scope.source.textOf(argument)} as date)` : "";
  const wanted = parameter === "number" ? "a number" : article(parameter ?? "any");
  return scope.refuse(argument, `${name} takes ${wanted} here, and this is ${article(kind)}${hint}`);
}

/** Whether the expression is only a call of one of these functions, possibly in parentheses. */
export function isCallOf(node: ParserRuleContext, names: readonly string[]): boolean {
  if (node instanceof trino.FunctionCallContext)
    return names.includes(node.functionName().getText().toLowerCase());
  const only = node.children?.filter((child) => child.getText() !== "(" && child.getText() !== ")") ?? [];
  const [inner] = only;
  return only.length === 1 && isRule(inner) && isCallOf(inner, names);
}

const isRule = (node: unknown): node is ParserRuleContext =>
  typeof node === "object" && node !== null && "ruleIndex" in node;
