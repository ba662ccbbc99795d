import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { alarms } from "../../infra/alarms.ts";

const runbook = await readFile(new URL("../../docs/runbook.md", import.meta.url), "utf8");
const entries = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);

test("every alarm has a runbook entry, and every runbook entry an alarm", () => {
  expect(entries.toSorted()).toEqual([...new Set(alarms.map((alarm) => alarm.runbook))].toSorted());
});

test("an entry says what the alarm means, how to look, how to fix it and whether it can wait", () => {
  for (const entry of runbook.split(/^## /m).slice(1)) {
    const [heading, ...lines] = entry.split("\n");
    const text = lines.join("\n");
    expect(text, heading).toMatch(/^\s*\*\*/);
    for (const part of [/^Look/m, /^Fix/m, /^Can(?:not)? wait/m]) expect(text, heading).toMatch(part);
  }
});

test("an entry fits on one screen", () => {
  for (const entry of runbook.split(/^## /m).slice(1))
    expect(entry.split("\n").length, entry.split("\n")[0]).toBeLessThanOrEqual(40);
});

test("links within the runbook lead to an entry", () => {
  for (const [, anchor] of runbook.matchAll(/\]\(#([^)]+)\)/g)) expect(entries).toContain(anchor);
});
