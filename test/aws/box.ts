import { S3Client } from "@aws-sdk/client-s3";

const names = [
  "AWS_ENDPOINT_URL",
  "AWS_ENDPOINT_URL_S3",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_REGION",
  "BELLWETHER_TRINO_URL",
];

/** What finds the stand-in, for a program that is started with an environment of its own. */
export function boxEnvironment(): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const value = process.env[name];
      if (value === undefined) throw new Error(`${name} is not set: start these tests by npm run test:aws`);
      return [name, value];
    }),
  );
}

/** The stand-in has no names of hosts for buckets. Every other client needs no options. */
export const s3Client = (): S3Client => new S3Client({ forcePathStyle: true });
