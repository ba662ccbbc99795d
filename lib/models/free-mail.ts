import { readFile } from "node:fs/promises";

/**
 * Domains of mail providers, one per line in `free-mail-domains.txt`: those of the package email-providers
 * (ISC licence, Jannis R), and a few more.
 */
export async function loadFreeMailDomains(): Promise<readonly string[]> {
  const text = await readFile(new URL("free-mail-domains.txt", import.meta.url), "utf8");
  return text.trimEnd().split("\n");
}
