import {
  type ATNSimulator,
  BaseErrorListener,
  CharStreams,
  CommonTokenStream,
  PredictionMode,
  type RecognitionException,
  type Recognizer,
  Token,
} from "antlr4ng";
import { type Trino, TrinoSqlLexer, trino } from "./grammar.ts";
import { type Problem, SourceText } from "./source-text.ts";

export type Parsed<T> =
  | { readonly status: "parsed"; readonly tree: T; readonly text: SourceText }
  | { readonly status: "refused"; readonly problems: readonly Problem[] };

/** Longer or deeper expressions are a mistake, and would only make the parser recurse. */
const longestExpression = 4_000;
const deepestNesting = 30;

/** One Trino expression and nothing else: no comment, no `;`, nothing after it. */
export function parseExpression(text: string): Parsed<Trino.ExpressionContext> {
  const source = new SourceText(text);
  if (text.length > longestExpression)
    return refused({
      message: `an expression may have at most ${longestExpression} characters`,
      ...source.position(0),
    });
  const tokens = tokensOf(text);
  const strange = tokens.getTokens().flatMap((token, index) => {
    const message = reasonAgainst(token, tokens.getTokens()[index + 1]);
    return message === undefined ? [] : [{ message, ...source.position(token.start) }];
  });
  if (strange[0] !== undefined) return refused(strange[0]);
  const tooDeep = firstTooDeep(tokens.getTokens());
  if (tooDeep !== undefined)
    return refused({ message: "this is nested too deeply", ...source.position(tooDeep.start) });
  const { tree, problems } = parse(tokens, source, (parser) => parser.standaloneExpression().expression());
  if (problems[0] !== undefined) return refused(problems[0]);
  const next = tokens.LT(1);
  if (next !== null && next.type !== Token.EOF) return refused(reasonForRest(source, next));
  return { status: "parsed", tree, text: source };
}

/** One whole query. */
export function parseQuery(text: string): Parsed<Trino.QueryStatementContext> {
  const source = new SourceText(text);
  const tokens = tokensOf(text);
  const [cast] = tokens.getTokens().filter((token, i) => isDoubleColon(token, tokens.getTokens()[i + 1]));
  if (cast !== undefined) return refused({ message: noDoubleColon, ...source.position(cast.start) });
  const { tree, problems } = parse(tokens, source, (parser) => parser.program());
  if (problems[0] !== undefined) return refused(problems[0]);
  const statements = tree.statements().map((each) => each.singleStatement().statement());
  const [statement] = statements;
  const query =
    statement instanceof trino.StatementDefaultContext ? statement.rootQuery().query() : undefined;
  if (statements.length !== 1 || !(query instanceof trino.QueryStatementContext))
    return refused({ message: "expected one SELECT", ...source.position(0) });
  return { status: "parsed", tree: query, text: source };
}

const noDoubleColon = ":: is not Trino: write cast(value as type)";

const refused = (problem: Problem) => ({ status: "refused", problems: [problem] }) as const;

function tokensOf(text: string): CommonTokenStream {
  const lexer = new TrinoSqlLexer(CharStreams.fromString(text));
  lexer.removeErrorListeners();
  const tokens = new CommonTokenStream(lexer);
  tokens.fill();
  return tokens;
}

const isDoubleColon = (token: Token, next: Token | undefined): boolean =>
  token.text === ":" && next?.text === ":" && next.start === token.start + 1;

/** Why a token is forbidden anywhere in an expression. */
function reasonAgainst(token: Token, next: Token | undefined): string | undefined {
  const { TrinoSqlParser: type } = trino;
  const text = token.text ?? "";
  if (token.type === TrinoSqlLexer.LINE_COMMENT || token.type === TrinoSqlLexer.BRACKETED_COMMENT)
    return "a comment is not allowed here";
  if (token.type === type.SEMICOLON) return "expected one expression without ;";
  if (isDoubleColon(token, next)) return noDoubleColon;
  if (token.type === type.UNRECOGNIZED)
    return text === "'" || text === '"' ? `${text} is never closed` : `unexpected ${text}`;
  // DuckDB ends a statement at it; Parquet and Trino hold no half of a pair of code units.
  if (text.includes("\0") || !text.isWellFormed())
    return "this contains an invalid character: U+0000, or a lone surrogate";
  if (text.includes("{{")) return "{{ }} has no meaning here";
  return undefined;
}

function firstTooDeep(tokens: readonly Token[]): Token | undefined {
  let depth = 0;
  return tokens.find(({ text }) => {
    const word = text?.toLowerCase();
    if (word === "(" || word === "case") depth += 1;
    if (word === ")" || word === "end") depth -= 1;
    return depth > deepestNesting;
  });
}

/** The expression ended before its text did: parse it again to the end, so that the grammar reports why. */
function reasonForRest(source: SourceText, next: Token): Problem {
  const prefix = "values ";
  const shifted = new SourceText(prefix + source.text);
  const { problems } = parse(tokensOf(shifted.text), shifted, (parser) => parser.program());
  const [first] = problems;
  if (first === undefined) return { message: `unexpected "${next.text}"`, ...source.position(next.start) };
  return {
    ...first,
    ...source.position(Array.from(source.text.slice(0, first.offset - prefix.length)).length),
  };
}

class FirstErrors extends BaseErrorListener {
  readonly problems: Problem[] = [];
  readonly #source: SourceText;

  constructor(source: SourceText) {
    super();
    this.#source = source;
  }

  override syntaxError<S extends Token, T extends ATNSimulator>(
    _recognizer: Recognizer<T>,
    offending: S | null,
    _line: number,
    _column: number,
    _message: string,
    _error: RecognitionException | null,
  ): void {
    const isEnd = offending === null || offending.type === Token.EOF;
    const message = isEnd ? "it ends too early" : `unexpected "${offending.text}"`;
    this.problems.push({ message, ...this.#source.position(offending?.start ?? Number.MAX_SAFE_INTEGER) });
  }
}

/** In two stages: the fast prediction gives the same tree where it reaches the end; where not, the whole one decides. */
function parse<T>(tokens: CommonTokenStream, source: SourceText, rule: (parser: Trino.TrinoSqlParser) => T) {
  const attempt = (mode: number) => {
    tokens.seek(0);
    const parser = new trino.TrinoSqlParser(tokens);
    const errors = new FirstErrors(source);
    parser.removeErrorListeners();
    parser.addErrorListener(errors);
    parser.interpreter.predictionMode = mode;
    return { tree: rule(parser), problems: errors.problems };
  };
  const fast = attempt(PredictionMode.SLL);
  return fast.problems.length === 0 && tokens.LA(1) === Token.EOF ? fast : attempt(PredictionMode.LL);
}
