import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { folder, podman, run } from './podman.ts';

export interface Layer {
  /** The archive that contains its files. */
  file: string;
  /** Its files as paths from the root, without directories. */
  paths: string[];
}

/** An image's layers, lowest first. */
export function layersOf(image: string): Layer[] {
  const into = path.join(folder, `layers-${readdirSync(folder).length}`);
  mkdirSync(into);
  const archive = path.join(into, 'image.tar');
  podman(['save', '--quiet', '--format', 'docker-archive', '-o', archive, image]);
  run('tar', ['-xf', archive, '-C', into]);
  const [manifest] = JSON.parse(readFileSync(path.join(into, 'manifest.json'), 'utf8'));
  return manifest.Layers.map((name: string) => {
    const file = path.join(into, name);
    const lines = run('tar', ['-tf', file]).stdout.split('\n');
    return { file, paths: lines.filter((line) => line !== '' && !line.endsWith('/')) };
  });
}

/** Whether any file in the layer contains the text. */
export function holds({ file }: Layer, text: string): boolean {
  return run('grep', ['-q', '--text', '--fixed-strings', text, file], { mayFail: true }).code === 0;
}
