import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { SettingGroup } from '../kernel/config.ts';
import { StartFailure } from './start-failure.ts';

/** Variables for psql and the MikroORM command line. pg and MikroORM would read them too, overriding DATABASE_URL. */
const ofOtherTools = /^(PG[A-Z]|MIKRO_ORM_)/;

/** Adds the variables from `.env` in the working directory. Variables that are already set take precedence. */
export function readEnvironment(groups: readonly SettingGroup[]): NodeJS.ProcessEnv {
  // `.env` may also be a folder, such as a Python virtual environment.
  if (statSync('.env', { throwIfNoEntry: false })?.isFile()) {
    for (const [name, value] of Object.entries(readFile(groups))) process.env[name] ??= value;
  }
  for (const name of Object.keys(process.env)) if (ofOtherTools.test(name)) delete process.env[name];
  return process.env;
}

function readFile(groups: readonly SettingGroup[]): NodeJS.Dict<string> {
  const bytes = readFileSync('.env');
  if (bytes.includes(0) || !isUtf8(bytes))
    throw new StartFailure(
      '.env is not in UTF-8. Windows editors and shells may write UTF-16. Save the file as UTF-8.',
    );
  // Editors on Windows may add a byte order mark, which would become part of the first name.
  const variables = parseEnv(
    bytes
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .replace(/\r\n?/g, '\n'),
  );
  const known = new Set(['NODE_ENV', ...groups.flatMap((group) => Object.keys(group))]);
  const isKnown = (name: string) => known.has(name) || known.has(name.replace(/_FILE$/, ''));
  if (!Object.keys(variables).some(isKnown))
    process.stderr.write('.env names no setting of this service; .env.example lists them.\n');
  return variables;
}
