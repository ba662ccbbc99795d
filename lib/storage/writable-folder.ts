import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";

/** A folder that this user may not write to, or whose file system is read-only. */
export class FolderNotWritable extends Error {
  override readonly name = "FolderNotWritable";
  readonly directory: string;
  constructor(directory: string, code: string, options?: ErrorOptions) {
    super(
      `${directory} cannot be written (${code}): give your user write permission, or copy the project to a folder of your own`,
      options,
    );
    this.directory = directory;
  }
}

const refusals: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS"]);

/** Makes a folder if there is none. @throws FolderNotWritable */
export async function makeWritable(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.W_OK);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (refusals.has(code)) throw new FolderNotWritable(directory, code, { cause: error });
    throw error;
  }
}
