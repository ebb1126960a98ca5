import { statSync } from 'node:fs';

/** The environment, completed from `.env` in the working folder where there is one; the environment itself wins. */
export function readEnvironment(): NodeJS.ProcessEnv {
  // A folder of that name is somebody else's, such as a virtual environment of Python.
  if (statSync('.env', { throwIfNoEntry: false })?.isFile()) process.loadEnvFile();
  return process.env;
}
