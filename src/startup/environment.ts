import { statSync } from 'node:fs';

/** Adds `.env` of the working directory; variables that are already set take precedence. */
export function readEnvironment(): NodeJS.ProcessEnv {
  // A folder named `.env` may be a virtual environment of Python.
  if (statSync('.env', { throwIfNoEntry: false })?.isFile()) process.loadEnvFile();
  return process.env;
}
