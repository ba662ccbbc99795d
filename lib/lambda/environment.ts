import { z } from "zod";
import { Stage } from "../aws/stage.ts";

/** A function was deployed with missing or invalid settings. */
export class WrongEnvironment extends Error {
  override readonly name = "WrongEnvironment";
  readonly variable: string;
  constructor(variable: string, problem: string) {
    super(`the environment variable ${variable} ${problem}. Deploy the stage again: its stack sets it`);
    this.variable = variable;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The stage that a function belongs to. @throws WrongEnvironment */
export function stageFrom(environment: Environment = process.env): Stage {
  const stage = jsonFrom(environment, "BELLWETHER_STAGE", Stage);
  if (stage === undefined) throw new WrongEnvironment("BELLWETHER_STAGE", "is missing");
  return stage;
}

const DataSets = z.array(z.string().min(1));

/** The ids of the QuickSight data sets to refresh, none where there is no dashboard. @throws WrongEnvironment */
export function dataSetsFrom(environment: Environment = process.env): readonly string[] {
  return jsonFrom(environment, "BELLWETHER_DATASETS", DataSets) ?? [];
}

function jsonFrom<S extends z.ZodType>(
  environment: Environment,
  variable: string,
  schema: S,
): z.infer<S> | undefined {
  const text = environment[variable];
  if (text === undefined || text === "") return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new WrongEnvironment(variable, "is not JSON");
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw new WrongEnvironment(variable, `is invalid:\n${z.prettifyError(parsed.error)}\n`);
  return parsed.data;
}
