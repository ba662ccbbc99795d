import { spawn } from "node:child_process";
import { once } from "node:events";

/** Seconds that `gzip -1` takes for a file, with its output discarded. */
export async function gzipSeconds(file: string): Promise<number> {
  const started = performance.now();
  const child = spawn("gzip", ["-1", "-c", file], { stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`gzip ended with ${code}`);
  return (performance.now() - started) / 1000;
}
