import { feedbackMeasures } from "./families/feedback.ts";
import { financialMeasures } from "./families/financial.ts";
import { relationshipMeasures } from "./families/relationship.ts";
import { supportMeasures } from "./families/support.ts";
import { usageMeasures } from "./families/usage.ts";
import type { MeasureDefinition } from "./measure-definition.ts";

export type { MeasureDefinition } from "./measure-definition.ts";

/** The built-in measures. Windows of n days are D and the n - 1 days before it, in UTC. */
export const measureDefinitions: readonly MeasureDefinition[] = [
  ...usageMeasures,
  ...supportMeasures,
  ...feedbackMeasures,
  ...financialMeasures,
  ...relationshipMeasures,
];
