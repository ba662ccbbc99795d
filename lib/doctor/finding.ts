/** What was found of one thing: that it is well, that it will soon not be, or that it is not. */
export interface Finding {
  readonly status: "ok" | "warn" | "fail";
  /** What was looked at. */
  readonly what: string;
  readonly found: string;
  /** What to do; null when there is nothing to do. */
  readonly todo: string | null;
}

/** A finding that does not yet say of what. */
export type Verdict = Omit<Finding, "what">;

export const ok = (found: string): Verdict => ({ status: "ok", found, todo: null });
export const warn = (found: string, todo: string): Verdict => ({ status: "warn", found, todo });
export const fail = (found: string, todo: string): Verdict => ({ status: "fail", found, todo });

/** One small question: what it is about, and how it is answered. */
export interface Check {
  readonly what: string;
  readonly look: () => Promise<Verdict>;
}

/** All are asked, side by side: one that cannot be answered says so, and keeps no other from its answer. */
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
