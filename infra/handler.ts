import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Code, Function as Lambda, Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Annotations, type Duration, RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { type Access, ownExecutions, ownLogs, traces } from "./access.ts";
import { grant } from "./grants.ts";
import type { Place } from "./names.ts";

export interface HandlerProps {
  readonly place: Place;
  readonly functionName: string;
  readonly description: string;
  /** The folder of its bundle. */
  readonly bundle: string;
  readonly memoryMb: number;
  /** How long one invocation may last. */
  readonly timeout: Duration;
  /** The concurrency reserved for the function, taken from the account's quota. */
  readonly atOnce: number;
  /** The stage, as its functions read it. */
  readonly stageJson: string;
  /** Its permissions beyond writing logs and traces. */
  readonly access: readonly Access[];
  /** Gets the events of asynchronous invocations that came to nothing. */
  readonly deadLetters: IQueue;
  /** How long an event may wait for its turn, and how often a failed one is tried again. */
  readonly waiting?: { readonly maxEventAge: Duration; readonly retryAttempts: number };
  /** @default a plain function, not a durable one */
  readonly durable?: { readonly executionTimeout: Duration; readonly retentionPeriod: Duration };
}

/** A function with a role and a log group of its own. */
export class Handler extends Construct {
  readonly function: Lambda;

  constructor(scope: Construct, id: string, props: HandlerProps) {
    super(scope, id);
    const { place, functionName, durable } = props;
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      description: `Permissions of ${functionName}`,
    });
    const executions = durable === undefined ? [] : [ownExecutions(place, functionName)];
    grant(role, [ownLogs(place, functionName), traces, ...executions, ...props.access]);
    const logGroup = new LogGroup(this, "Logs", {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.function = new Lambda(this, "Function", {
      functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(props.bundle),
      handler: "index.handler",
      memorySize: props.memoryMb,
      timeout: props.timeout,
      reservedConcurrentExecutions: props.atOnce,
      tracing: Tracing.ACTIVE,
      role,
      logGroup,
      deadLetterQueue: props.deadLetters,
      environment: { BELLWETHER_STAGE: props.stageJson },
      // An execution keeps the version it was started with, even after a deployment.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
      ...(durable === undefined ? {} : { durableConfig: durable }),
      ...props.waiting,
    });
    const durableFromTheFirst = "it was never deployed without, so that nothing is replaced";
    Annotations.of(this.function).acknowledgeInfo("aws-lambda:Function.DurableConfig", durableFromTheFirst);
  }
}
