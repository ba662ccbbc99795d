import { GetAccountSettingsCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import {
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
  type ServiceQuota,
  type ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import { plural } from "../plural.ts";
import { type Check, fail, ok, type Verdict, warn } from "./finding.ts";

/** A stage's share of the quotas of its account. */
export interface Needs {
  /** Undefined when the project is unknown. */
  readonly sources: number | undefined;
  readonly isDeployed: boolean;
}

export function quotaChecks(
  clients: { readonly lambda: LambdaClient; readonly serviceQuotas: ServiceQuotasClient },
  needs: Needs,
): readonly Check[] {
  return [
    {
      what: "concurrent Lambda executions",
      look: async () => {
        const { AccountLimit } = await clients.lambda.send(new GetAccountSettingsCommand());
        const limit = AccountLimit?.ConcurrentExecutions ?? 0;
        return judgeConcurrency(
          { limit, free: AccountLimit?.UnreservedConcurrentExecutions ?? limit },
          needs,
        );
      },
    },
    {
      what: "active Athena queries",
      look: async () => {
        // Whoever may deploy and run need not have the right to look at quotas.
        const quota = quotaNamed(clients.serviceQuotas, "athena", "Active DML queries");
        return judgeQueries(await quota.catch(() => undefined));
      },
    },
  ];
}

/**
 * The reservations of each landing function, of the other functions, and AWS's required rest: see
 * infra/functions.ts.
 */
const reserved = { perSource: 10, others: 5, leftOver: 100 } as const;

export function judgeConcurrency(
  { limit, free }: { readonly limit: number; readonly free: number },
  { sources, isDeployed }: Needs,
): Verdict {
  const found = `${limit} for the account, ${free} of them unreserved`;
  // AWS refuses a reservation that it cannot keep, at deployment.
  if (isDeployed || sources === undefined) return ok(found);
  const needed = reserved.perSource * sources + reserved.others + reserved.leftOver;
  if (free >= needed) return ok(found);
  return fail(
    `${found}; ${plural(sources, "source needs", "sources need")} ${needed}`,
    'ask for more in Service Quotas: AWS Lambda, "Concurrent executions"',
  );
}

/** The number of models that a run builds in parallel: see lib/lambda/durable-steps.ts. */
const sideBySide = 6;

export function judgeQueries(quota: number | undefined): Verdict {
  if (quota === undefined)
    return warn(
      "Service Quotas returned no value",
      `a run uses ${sideBySide} at once, and analysts' queries come on top`,
    );
  if (quota > sideBySide) return ok(`${quota} at once, of which a run uses ${sideBySide}`);
  return fail(
    `${quota} at once, but a run uses ${sideBySide}`,
    'ask for more in Service Quotas: Amazon Athena, "Active DML queries"',
  );
}

/** As it holds for the account; where that was never changed, as it holds for all. */
async function quotaNamed(
  client: ServiceQuotasClient,
  ServiceCode: string,
  name: string,
): Promise<number | undefined> {
  for (const paginate of [paginateListServiceQuotas, paginateListAWSDefaultServiceQuotas])
    for await (const { Quotas = [] } of paginate({ client }, { ServiceCode })) {
      const found = Quotas.find(({ QuotaName }: ServiceQuota) => QuotaName === name);
      if (found?.Value !== undefined) return found.Value;
    }
  return undefined;
}
