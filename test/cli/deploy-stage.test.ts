import { expect, test } from "vitest";
import { type DeployRequest, deployStage } from "../../cli/deploy-stage.ts";

const request: DeployRequest = { stage: "demo", directory: "/shop", diff: false, yes: false };

/** A CDK that records its calls. */
function recordingCdk(failing?: { readonly verb: string; readonly exitCode: number }) {
  const calls: string[] = [];
  const cdk = async (args: readonly string[]): Promise<number> => {
    calls.push(args.join(" "));
    return args[0] === failing?.verb ? (failing?.exitCode ?? 0) : 0;
  };
  return { calls, cdk };
}

const synth = "synth --quiet --output cdk.out/demo -c stage=demo -c project=/shop";
const diff = "diff --app cdk.out/demo";
const deploy = "deploy --all --app cdk.out/demo --require-approval never";

test("deploy synthesizes once, shows the changes, and deploys them when confirmed", async () => {
  const { calls, cdk } = recordingCdk();
  const questions: string[] = [];
  const ask = async (question: string) => questions.push(question) > 0;
  expect(await deployStage(request, { cdk, ask })).toBe("deployed");
  expect(calls).toEqual([synth, diff, deploy]);
  expect(questions).toEqual(['Deploy this to the stage "demo"?']);
});

test("deploy does nothing when declined", async () => {
  const { calls, cdk } = recordingCdk();
  expect(await deployStage(request, { cdk, ask: async () => false })).toBe("declined");
  expect(calls).toEqual([synth, diff]);
});

test("without a terminal only --yes deploys, and --diff shows the changes", async () => {
  const { calls, cdk } = recordingCdk();
  const unattended = { cdk, ask: undefined };
  await expect(deployStage(request, unattended)).rejects.toThrow("use --yes to deploy without asking");
  expect(calls).toEqual([]);
  expect(await deployStage({ ...request, diff: true }, unattended)).toBe("shown");
  expect(calls).toEqual([synth, diff]);
  expect(await deployStage({ ...request, yes: true }, unattended)).toBe("deployed");
  expect(calls.slice(2)).toEqual([synth, diff, deploy]);
});

test("--yes and --diff ask no questions", async () => {
  const { cdk } = recordingCdk();
  const ask = () => Promise.reject(new Error("asked"));
  expect(await deployStage({ ...request, yes: true }, { cdk, ask })).toBe("deployed");
  expect(await deployStage({ ...request, diff: true, yes: true }, { cdk, ask })).toBe("shown");
});

test("a failure of CDK ends deploy with CDK's exit code", async () => {
  for (const verb of ["synth", "diff", "deploy"]) {
    const { calls, cdk } = recordingCdk({ verb, exitCode: 3 });
    await expect(deployStage({ ...request, yes: true }, { cdk, ask: undefined })).rejects.toMatchObject({
      name: "CdkFailed",
      exitCode: 3,
    });
    expect(calls.at(-1)).toMatch(new RegExp(`^${verb} `));
  }
});
