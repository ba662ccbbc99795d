/** The result of one check: ok, warning or failure. */
export interface Finding {
  readonly status: "ok" | "warn" | "fail";
  /** What was looked at. */
  readonly what: string;
  readonly found: string;
  /** What to do; null when there is nothing to do. */
  readonly todo: string | null;
}

/** A finding without its subject. */
export type Verdict = Omit<Finding, "what">;

export const ok = (found: string): Verdict => ({ status: "ok", found, todo: null });
export const warn = (found: string, todo: string): Verdict => ({ status: "warn", found, todo });
export const fail = (found: string, todo: string): Verdict => ({ status: "fail", found, todo });

/** One check: its subject, and how to run it. */
export interface Check {
  readonly what: string;
  readonly look: () => Promise<Verdict>;
}

/** Runs all checks in parallel; one that throws becomes a finding and does not stop the others. */
export function examine(checks: readonly Check[]): Promise<Finding[]> {
  return Promise.all(
    checks.map(async ({ what, look }): Promise<Finding> => {
      try {
        return { what, ...(await look()) };
      } catch (error) {
        const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        return { what, ...fail(`could not be checked (${reason})`, "fix that, and run doctor again") };
      }
    }),
  );
}

export const hasFailed = (findings: readonly Finding[]): boolean =>
  findings.some(({ status }) => status === "fail");

export const findingLine = ({ status, what, found, todo }: Finding): string =>
  `${status.padEnd(4)}  ${what} — ${found}${todo === null ? "" : `; ${todo}`}`;
