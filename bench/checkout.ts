import { execFile } from "node:child_process";
import { stat, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { thisCheckout } from "./runner.ts";

const execute = promisify(execFile);

/** The code of another commit, beside this checkout's packages. */
export class OtherCheckout implements AsyncDisposable {
  readonly path: string;
  readonly #isOurs: boolean;

  private constructor(path: string, isOurs: boolean) {
    this.path = path;
    this.#isOurs = isOurs;
  }

  /** @param of a commit, which is checked out below `directory`, or the folder of a checkout */
  static async open(of: string, directory: string): Promise<OtherCheckout> {
    const isFolder = await stat(join(of, "lib")).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (isFolder) return new OtherCheckout(resolve(of), false);
    const path = join(directory, "checkout");
    await execute("git", ["-C", thisCheckout, "worktree", "add", "--detach", path, of]);
    await symlink(join(thisCheckout, "node_modules"), join(path, "node_modules"));
    return new OtherCheckout(path, true);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOurs) await execute("git", ["-C", thisCheckout, "worktree", "remove", "--force", this.path]);
  }
}
