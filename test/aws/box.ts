import { S3Client } from "@aws-sdk/client-s3";

const names = [
  "AWS_ENDPOINT_URL",
  "AWS_ENDPOINT_URL_S3",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_REGION",
  "BELLWETHER_TRINO_URL",
];

/** The variables by which a program with its own environment finds the stand-in. */
export function boxEnvironment(): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const value = process.env[name];
      if (value === undefined) throw new Error(`${name} is not set: start these tests by npm run test:aws`);
      return [name, value];
    }),
  );
}

/** The stand-in has no host names for buckets. All other clients need no options. */
export const s3Client = (): S3Client => new S3Client({ forcePathStyle: true });
