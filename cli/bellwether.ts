#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// The TypeScript of a checkout is compiled once, not at each start.
enableCompileCache();
const { runCommand } = await import("./run-command.ts");
await runCommand();
