import { expect, test } from "vitest";
import { readSettings, WrongSettings } from "../../infra/settings.ts";

const good: Readonly<Record<string, unknown>> = {
  ...{ stage: "demo", region: "eu-central-1", project: ".", runbookUrl: "docs/runbook.md" },
  ...{ scanBudgetGbPerDay: 50, scanCutoffGb: 20 },
};

test("numbers may be text, as on the command line", () => {
  const settings = readSettings((key) => ({ ...good, monthlyBudgetUsd: "250", scanCutoffGb: "2.5" })[key]);

  expect(settings).toMatchObject({ monthlyBudgetUsd: 250, scanCutoffGb: 2.5 });
  expect(settings.alarmEmail).toBeUndefined();
});

test("all mistakes are reported at once, each with the expected and the actual value", () => {
  const wrong: Readonly<Record<string, unknown>> = {
    ...{ ...good, stage: "Prod_1", region: "frankfurt", account: "12", alarmEmail: "ops" },
    ...{ scanBudgetGbPerDay: "a lot", scanCutoffGb: 0, project: undefined },
  };
  const read = () => readSettings((key) => wrong[key]);

  expect(read).toThrow(WrongSettings);
  try {
    read();
  } catch (error) {
    expect(error instanceof WrongSettings && error.problems).toEqual([
      'stage: expected up to 16 lower-case letters and digits, a letter first, found "Prod_1"',
      'region: expected an AWS region such as eu-central-1, found "frankfurt"',
      'account: expected 12 digits, found "12"',
      "project: expected a folder, found nothing",
      'alarmEmail: expected an email address, found "ops"',
      'scanBudgetGbPerDay: expected a number, found "a lot"',
      "scanCutoffGb: expected a number above 0, found 0",
    ]);
  }
});
