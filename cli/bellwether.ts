#!/usr/bin/env node
import { runProgram } from "./program.ts";

const code = await runProgram(process.argv.slice(2));
// A verb may have set another one.
if (code !== 0) process.exitCode = code;
