import { AthenaClient } from "@aws-sdk/client-athena";
import { GlueClient } from "@aws-sdk/client-glue";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";

export interface Clients {
  readonly s3: S3Client;
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  readonly sns: SNSClient;
  readonly lambda: LambdaClient;
}

/**
 * The clients of one function, created once per cold start. They retry throttled requests with increasing
 * delays, because a day starts its queries in bursts, which Athena and Glue throttle.
 */
export function clientsOf({ region }: { readonly region: string }): Clients {
  const patient = { region, retryMode: "adaptive", maxAttempts: 8 };
  // An S3 stand-in has one host name for all buckets.
  const forcePathStyle = process.env.AWS_ENDPOINT_URL_S3 !== undefined;
  return {
    s3: new S3Client({ ...patient, forcePathStyle }),
    athena: new AthenaClient(patient),
    glue: new GlueClient(patient),
    sns: new SNSClient(patient),
    lambda: new LambdaClient(patient),
  };
}
