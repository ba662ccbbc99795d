import { type Model, stagingStage } from "../models/model.ts";
import { placeholders, unknownPlaceholder } from "../models/render.ts";
import { didYouMean } from "../nearest.ts";
import { checkModel, type TableRead } from "./model-syntax.ts";

export interface LintProblem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** A table that models may read although no model creates it, such as one written by TypeScript. */
export interface OtherTable {
  readonly table: string;
  readonly stageNumber: number;
}

type LintedModel = Pick<Model, "table" | "stage" | "kind" | "sql" | "origin">;

interface MadeTables {
  readonly stages: ReadonlyMap<string, number>;
  /** Single-partition tables, whose past may be read in full. */
  readonly replaced: ReadonlySet<string>;
}

/**
 * The rules of the models, checked on their parse trees: folders are the DAG (a model reads tables of earlier
 * stages, any table's past as `history_<table>`, and when it stages, `raw_<source>_<stream>`), every read is
 * kept to partitions by a literal `as_of_date`, placeholders are those that a run fills in, and a model
 * ends in `select * from` its last CTE. An audit or another query may read every table.
 */
export function lintModels(
  models: readonly LintedModel[],
  queries: readonly Pick<Model, "sql" | "origin">[],
  others: readonly OtherTable[] = [],
): readonly LintProblem[] {
  const stages = new Map(others.map(({ table, stageNumber }) => [table, stageNumber]));
  for (const { table, stage } of models) stages.set(table, stage.number);
  const replaced = new Set(models.flatMap(({ kind, table }) => (kind === "replaced" ? [table] : [])));
  const made = { stages, replaced };
  return [
    ...models.flatMap((model) => lintSql(model, made, model.stage.number)),
    ...queries.flatMap((query) => lintSql(query, made, Number.POSITIVE_INFINITY)),
  ].toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

function lintSql(
  { sql, origin }: Pick<Model, "sql" | "origin">,
  tables: MadeTables,
  stage: number,
): readonly LintProblem[] {
  const syntax = checkModel(sql);
  const at = (line: number, message: string): LintProblem => ({ file: origin, line, message });
  const problems = [
    ...placeholderProblems(sql).map(({ line, message }) => at(line, message)),
    ...syntax.problems.map(({ line, message }) => at(line, message)),
  ];
  if (syntax.status === "refused") return problems;
  for (const read of syntax.reads) {
    const message = reasonAgainst(read, tables, stage);
    if (message !== undefined) problems.push(at(read.line, message));
  }
  const isModel = Number.isFinite(stage);
  if (isModel && !syntax.endsInLastCte)
    problems.push(
      at(sql.trimEnd().split("\n").length, "the last line must be: select * from <the last cte>"),
    );
  return problems;
}

function reasonAgainst(
  { table, isFilteredByDate }: TableRead,
  { stages, replaced }: MadeTables,
  stage: number,
): string | undefined {
  if (stage === stagingStage && table.startsWith("raw_")) return undefined;
  const past = table.startsWith("history_") ? table.slice("history_".length) : undefined;
  const made = stages.get(past ?? table);
  if (made === undefined) return `no model makes ${past ?? table}${didYouMean(past ?? table, stages.keys())}`;
  if (past === undefined && made >= stage)
    return `${table} is made in stage ${made}: a model of stage ${stage} reads earlier stages, or history_${table}`;
  const hasOnePartition = past !== undefined && replaced.has(past);
  if (!isFilteredByDate && !hasOnePartition)
    return `${table} is read in full: compare as_of_date with a literal in the where of the SELECT that reads it`;
  return undefined;
}

function placeholderProblems(sql: string): readonly { readonly line: number; readonly message: string }[] {
  return sql.split("\n").flatMap((text, index) =>
    [...text.matchAll(/\{\{\s*([^}]*?)\s*\}\}/g)]
      .map(([, name = ""]) => name)
      .filter((name) => !placeholders.includes(name))
      .map((name) => ({
        line: index + 1,
        message: unknownPlaceholder(name),
      })),
  );
}
