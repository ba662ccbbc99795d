#!/usr/bin/env node
// The command of a checkout. It is JavaScript because Node loads a compiler, in a twentieth of a second, for an entry
// that is TypeScript; what it imports is compiled once, not at each start.
import { enableCompileCache } from "node:module";

enableCompileCache();
const { runCommand } = await import("./run-command.ts");
await runCommand();
