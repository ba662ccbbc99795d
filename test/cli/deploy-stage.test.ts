import { expect, test } from "vitest";
import { type DeployRequest, deployStage } from "../../cli/deploy-stage.ts";

const request: DeployRequest = { stage: "demo", directory: "/shop", diff: false, yes: false };

/** A CDK that notes what it was called with. */
function notingCdk(failing?: { readonly verb: string; readonly exitCode: number }) {
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

test("what was shown and agreed to is deployed: synthesized once", async () => {
  const { calls, cdk } = notingCdk();
  const questions: string[] = [];
  const ask = async (question: string) => questions.push(question) > 0;
  expect(await deployStage(request, { cdk, ask })).toBe("deployed");
  expect(calls).toEqual([synth, diff, deploy]);
  expect(questions).toEqual(['Deploy this to the stage "demo"?']);
});

test("what was declined is not", async () => {
  const { calls, cdk } = notingCdk();
  expect(await deployStage(request, { cdk, ask: async () => false })).toBe("declined");
  expect(calls).toEqual([synth, diff]);
});

test("where nobody can be asked, only --yes deploys, and --diff shows", async () => {
  const { calls, cdk } = notingCdk();
  const silent = { cdk, ask: undefined };
  await expect(deployStage(request, silent)).rejects.toThrow("use --yes to deploy without asking");
  expect(calls).toEqual([]);
  expect(await deployStage({ ...request, diff: true }, silent)).toBe("shown");
  expect(calls).toEqual([synth, diff]);
  expect(await deployStage({ ...request, yes: true }, silent)).toBe("deployed");
  expect(calls.slice(2)).toEqual([synth, diff, deploy]);
});

test("--yes asks nobody, and --diff neither", async () => {
  const { cdk } = notingCdk();
  const ask = () => Promise.reject(new Error("asked"));
  expect(await deployStage({ ...request, yes: true }, { cdk, ask })).toBe("deployed");
  expect(await deployStage({ ...request, diff: true, yes: true }, { cdk, ask })).toBe("shown");
});

test("what CDK refuses ends it, with CDK's exit code", async () => {
  for (const verb of ["synth", "diff", "deploy"]) {
    const { calls, cdk } = notingCdk({ verb, exitCode: 3 });
    await expect(deployStage({ ...request, yes: true }, { cdk, ask: undefined })).rejects.toMatchObject({
      name: "CdkFailed",
      exitCode: 3,
    });
    expect(calls.at(-1)).toMatch(new RegExp(`^${verb} `));
  }
});
