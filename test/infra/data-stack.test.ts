import { beforeAll, describe, expect, test } from "vitest";
import { smallProject } from "./small-project.ts";
import type { Synthesized } from "./synthesized.ts";

describe("the data that must survive", () => {
  let stacks: Synthesized;
  beforeAll(async () => {
    stacks = await smallProject();
  });
  const bucket = (name: string) =>
    stacks.data.named("AWS::S3::Bucket", "BucketName", `bellwether-test-${name}-123456789012-eu-central-1`);

  test("key, buckets and the published database outlive their stack, unless creating the stack failed", () => {
    const kept = ["AWS::KMS::Key", "AWS::S3::Bucket", "AWS::Glue::Database"].flatMap((type) =>
      stacks.data.of(type),
    );

    expect(kept).toHaveLength(5);
    expect(new Set(kept.map(({ DeletionPolicy }) => DeletionPolicy))).toEqual(
      new Set(["RetainExceptOnCreate"]),
    );
  });

  test.each(["lake", "inbox"])(
    "the %s is encrypted with the stage's key, which rotates every year",
    (name) => {
      const { ServerSideEncryptionConfiguration } = bucket(name).Properties.BucketEncryption;

      expect(ServerSideEncryptionConfiguration).toEqual([
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: {
            SSEAlgorithm: "aws:kms",
            KMSMasterKeyID: expect.stringContaining("<Key"),
          },
        },
      ]);
      expect(stacks.data.of("AWS::KMS::Key")[0]?.Properties.EnableKeyRotation).toBe(true);
    },
  );

  test("no bucket is public or answers without TLS", () => {
    const buckets = stacks.data.of("AWS::S3::Bucket");
    const policies = stacks.data.of("AWS::S3::BucketPolicy");

    for (const { Properties } of buckets)
      expect(Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
    for (const { Properties } of policies)
      expect(Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({
          Effect: "Deny",
          Action: "s3:*",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        }),
      );
    expect(policies).toHaveLength(buckets.length);
  });

  test.each(["lake", "inbox"])("overwritten objects in the %s can be restored for a month", (name) => {
    expect(bucket(name).Properties.VersioningConfiguration).toEqual({ Status: "Enabled" });
    expect(bucket(name).Properties.LifecycleConfiguration.Rules).toContainEqual(
      expect.objectContaining({ NoncurrentVersionExpiration: { NoncurrentDays: 30 }, Status: "Enabled" }),
    );
  });

  test("query results and unfinished uploads are deleted after a week", () => {
    const { Rules } = bucket("lake").Properties.LifecycleConfiguration;

    expect(Rules).toContainEqual(expect.objectContaining({ Prefix: "athena/", ExpirationInDays: 7 }));
    expect(Rules).toContainEqual(
      expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }),
    );
  });

  test.each(["pipeline", "bi"])(
    "queries of %s use their workgroup's location, engine, key and scan limit",
    (name) => {
      const group = stacks.data.named("AWS::Athena::WorkGroup", "Name", `bellwether-test-${name}`);

      expect(group.Properties.WorkGroupConfiguration).toEqual({
        EnforceWorkGroupConfiguration: true,
        PublishCloudWatchMetricsEnabled: true,
        BytesScannedCutoffPerQuery: 20_000_000_000,
        EngineVersion: { SelectedEngineVersion: "Athena engine version 3" },
        ResultConfiguration: {
          OutputLocation: expect.stringMatching(new RegExp(`^s3://<Lake\\w+>/athena/${name}/$`)),
          EncryptionConfiguration: { EncryptionOption: "SSE_KMS", KmsKey: expect.stringMatching(/^<Key/) },
        },
      });
    },
  );

  test("apart from the account, only alarms and budgets of this account may use the key", () => {
    const [key] = stacks.data.of("AWS::KMS::Key");
    const [administration, ...others] = key?.Properties.KeyPolicy.Statement ?? [];

    expect(administration.Principal).toEqual({ AWS: "arn:aws:iam::123456789012:root" });
    expect(others).toEqual([
      {
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Principal: { Service: ["budgets.amazonaws.com", "cloudwatch.amazonaws.com"] },
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
      },
    ]);
  });

  test("the whole stack matches its snapshot", () => {
    expect(stacks.data.json).toMatchSnapshot();
  });
});
