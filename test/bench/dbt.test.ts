import { expect, test } from "vitest";
import { modelFile } from "../../bench/dbt/project.ts";
import type { Plan, PlannedModel } from "../../lib/pipeline/plan.ts";

const model = (name: string, stage: number, sql: string): PlannedModel => ({
  ...{ name, stage: { number: stage, name: "stage" }, sql, columns: [] },
  ...{ grain: "one row", kind: "snapshot", readers: "internal", origin: `${name}.sql` },
});
const plan = { as_of_date: "2026-03-01" } as Plan;

test("dbt gets a model's SQL as it is, after the models that it reads", () => {
  const scores = model("scores", 3, "select account_id, '{{ x }}' as text\nfrom accounts\ninner join usage");
  const models = [
    model("accounts", 1, ""),
    model("tickets", 2, ""),
    model("usage", 2, ""),
    scores,
    model("account_id", 3, ""),
  ];
  expect(modelFile(scores, { plan, models })).toBe(`\
-- depends_on: {{ ref('accounts') }}
-- depends_on: {{ ref('usage') }}
{% raw %}
select *, date '2026-03-01' as as_of_date from (
select account_id, '{{ x }}' as text
from accounts
inner join usage
) as model
{% endraw %}
`);
});
