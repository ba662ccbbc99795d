import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The CDK CLI ended with an exit code that we pass on. */
export class CdkFailed extends Error {
  override readonly name = "CdkFailed";
  readonly exitCode: number;
  constructor(verb: string, exitCode: number) {
    super(`cdk ${verb} failed (exit code ${exitCode}): see its output above`);
    this.exitCode = exitCode;
  }
}

/** Runs the CDK CLI and returns its exit code. */
export type Cdk = (args: readonly string[]) => Promise<number>;

/** Where the app and its cdk.json are. */
const checkout = fileURLToPath(new URL("..", import.meta.url));

/**
 * The CDK CLI that this version of Bellwether was tested with, regardless of the PATH. `output` is the stream that shows
 * its output.
 */
export function pinnedCdk(output: "stdout" | "stderr"): Cdk {
  const binary = join(dirname(createRequire(import.meta.url).resolve("aws-cdk/package.json")), "bin/cdk");
  return (args) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [binary, ...args], {
        cwd: checkout,
        stdio: ["inherit", output === "stdout" ? "inherit" : process.stderr, "inherit"],
        env: {
          ...process.env,
          CDK_DISABLE_VERSION_CHECK: "1",
          // The CDK starts the app as "node"; this makes it our Node.
          PATH: [dirname(process.execPath), process.env.PATH ?? ""].join(delimiter),
        },
      });
      child.on("error", reject);
      child.on("exit", (code) => resolve(code ?? 1));
    });
}
