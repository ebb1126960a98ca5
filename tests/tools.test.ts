import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { makeFolder, removeFolders } from './support/left-behind.ts';

afterAll(removeFolders);

test('without Biome, the lint says how to install it', () => {
  const script = path.join(makeFolder(), 'run.mjs');
  cpSync('tools/biome/run.js', script);
  const { status, stderr } = spawnSync(process.execPath, [script, 'check'], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, expect.stringContaining('npm ci --prefix tools/biome')]);
});
