import { execFileSync } from "node:child_process";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * `npm run build`: the package as JavaScript, in dist/. Node runs the TypeScript of a checkout directly, but not that of
 * an installed package.
 */
const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");

/** The files that the code reads at run time. */
const assets = [
  "sql",
  "lib/models/free-mail-domains.txt",
  "lib/layouts/presets",
  "lib/layouts/names.yaml",
  "bellwether.schema.json",
];

await rm(dist, { recursive: true, force: true });
execFileSync("tsc", ["--project", join(root, "tsconfig.build.json")], { cwd: root, stdio: "inherit" });
for (const asset of assets) await cp(join(root, asset), join(dist, asset), { recursive: true });
const cdkJson = await readFile(join(root, "cdk.json"), "utf8");
await writeFile(join(dist, "cdk.json"), cdkJson.replace("infra/app.ts", "infra/app.js"));
