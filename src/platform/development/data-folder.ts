import path from 'node:path';
import { z } from 'zod';
import { type Config, setting } from '../../kernel/config.ts';

export const dataSettings = {
  DATA_DIR: setting(z.string(), {
    default: '.data',
    help: 'Development only: the folder for the embedded PostgreSQL and the keys.',
  }),
};

export function inDataFolder(config: Config, name = '.'): string {
  return path.resolve(config.of(dataSettings).DATA_DIR, name);
}
