import { randomBytes } from 'node:crypto';
import { appendFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isolated, npmSettings } from './base-image.ts';
import { folder, podman, run } from './podman.ts';

/** Stands in for the secrets a developer keeps next to the sources. Must not end up in any layer. */
export const planted = randomBytes(12).toString('hex');
const plantedFiles = [
  '.env',
  '.npmrc',
  'keys.json',
  '.data/secret-key',
  'src/.env',
  'node_modules/planted/index.js',
];

const context = path.join(folder, 'context');

/** Copies the repository, with secrets planted where developers keep them. */
export function prepareContext(): void {
  const names = run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']).stdout;
  for (const name of names.split('\0').filter((each) => each !== ''))
    cpSync(name, path.join(context, name), { recursive: true });
  for (const name of plantedFiles) {
    mkdirSync(path.dirname(path.join(context, name)), { recursive: true });
    writeFileSync(path.join(context, name), `# SECRET=${planted}\n`);
  }
}

export interface Build {
  seconds: number;
  /** The steps that run a command, and whether their layer was cached. */
  steps: { command: string; isCached: boolean }[];
}

export function build(image: string): Build {
  const from = performance.now();
  const { stdout, stderr } = podman([
    'build',
    ...isolated,
    ...npmSettings(),
    '--layers',
    '-t',
    image,
    context,
  ]);
  const parts = `${stdout}\n${stderr}`.split(/^(?=(?:\[\d+\/\d+\] )?STEP )/m);
  const steps = parts
    .map((text) => ({
      command: /STEP \d+\/\d+: (RUN .*)/.exec(text)?.[1],
      isCached: /Using cache/.test(text),
    }))
    .filter((step): step is Build['steps'][number] => step.command !== undefined);
  return { seconds: (performance.now() - from) / 1000, steps };
}

export function changeSources(): void {
  appendFileSync(path.join(context, 'src/main.ts'), '\n// changed\n');
}
