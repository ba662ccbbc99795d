#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// The command of an installed package; a checkout starts with start.js.
enableCompileCache();
const { runCommand } = await import("./run-command.ts");
await runCommand();
