import { readFile } from "node:fs/promises";

/**
 * Domains at which anyone can have an address, one a line in `free-mail-domains.txt`: those of the package
 * email-providers (ISC licence, Jannis R), and a few that it lacks.
 */
export async function loadFreeMailDomains(): Promise<readonly string[]> {
  const text = await readFile(new URL("free-mail-domains.txt", import.meta.url), "utf8");
  return text.trimEnd().split("\n");
}
