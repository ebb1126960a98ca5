import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../../support/left-behind.ts';

/** The lowest cost bcrypt supports. */
export const lowestCost = 4;

/** A change to a compiled file in `src/`. */
export type Replacement = readonly [file: string, text: string, by: string];

/** Allows bcrypt's lowest cost, which the service would reject. Logins then take milliseconds, so more of them race. */
export const cheapHashes: Replacement = [
  'password/password.settings',
  'setting(integer(10, maxCost)',
  `setting(integer(${lowestCost}, maxCost)`,
];

/** Bugs that a history must expose. */
export const plantedBugs: Readonly<Record<string, readonly Replacement[]>> = {
  'a refresh that reads, then writes': [
    [
      'sessions/rotate-session',
      `const together = standsAlone(ctx, sessionRefreshed)
        ? await rotateTogether(ctx.app)({ claims, request: ctx.request })
        : undefined;`,
      `const found = await findPresentedSession(ctx, claims);
       if (found?.generation !== claims.gen || found.hasEnded || !found.isActive) return undefined;
       const together = undefined;`,
    ],
    [
      'sessions/rotate-session',
      "import { hashSessionSecret } from './refresh-tokens.js';",
      "import { hashSessionSecret } from './refresh-tokens.js'; import { findPresentedSession } from './look-up-session.js';",
    ],
    [
      'sessions/session-statements',
      '(s.generation = $5 or s.generation < $5 and now() < to_timestamp($8::float8))',
      '$5::int4 >= 0 and $8::float8 > 0',
    ],
  ],
  'a repeated refresh whose token differs': [['sessions/issue-tokens', 'iat: rotatedAt,', 'iat: now,']],
  'a reuse that does not end the session': [
    ['sessions/refresh-session', "if (reason === 'reuse' && claims)", 'if (false)'],
  ],
  'a reuse window that never closes': [
    ['sessions/session-statements', `now() <= s.rotated_at + \${seconds('$4')}`, 'true'],
  ],
  'a replica that caches sessions for a second': [
    [
      'sessions/find-viewer',
      'const row = await viewerRow(app)(claims);',
      `const cached = (globalThis.cached ??= new Map()).get(claims.sid);
       const row = cached?.at > Date.now() - 1000 ? cached.row : await viewerRow(app)(claims);
       globalThis.cached.set(claims.sid, cached?.row === row ? cached : { at: Date.now(), row });`,
    ],
  ],
  'a login that does not check again whether the account is disabled': [
    [
      'sessions/login-statements',
      `from users as u where u.id = $1 and \${mayLogIn}`,
      'from users as u where u.id = $1',
    ],
    ['sessions/open-session', 'if (!locked.account.isActive)', 'if (false)'],
  ],
  'a disabled account whose sessions survive': [
    ['sessions/set-active', "return endSessionsOfUsers(ctx, [id], [], 'disabled');", 'return 0;'],
  ],
  'a surplus login that ends the newest session': [
    ['sessions/revocation-statements', 'live.last_used_at desc, live.id desc', 'live.last_used_at, live.id'],
  ],
};

/** @returns the folder of a copy of the compiled service with these changes and cheap hashes. */
export function makeBuild(changes: readonly Replacement[] = []): string {
  const folder = makeFolder();
  const build = path.join(folder, 'build');
  cpSync('build', build, { recursive: true });
  // Templates and scripts for browsers.
  symlinkSync(path.resolve('dist'), path.join(folder, 'dist'));
  cpSync('package.json', path.join(folder, 'package.json'));
  symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
  for (const change of [cheapHashes, ...changes]) {
    writeFileSync(path.join(build, `src/${change[0]}.js`), changed(build, change));
  }
  return build;
}

/** @returns the text of the changed file. @throws Error if the file no longer holds the text once. */
export function changed(build: string, [file, text, by]: Replacement): string {
  const parts = readFileSync(path.join(build, `src/${file}.js`), 'utf8').split(text);
  if (parts.length !== 2) throw new Error(`${file}.js should hold this text once: ${text}`);
  return parts.join(by);
}
