import type { Command } from '../feature/command.ts';
import { type Resealed, reseal } from './reseal.ts';
import { sealedDataOf } from './sealed-counts.ts';

export const resealCommand: Command = {
  help: 'After a change of SECRET_KEY, seal all stored secrets with the new key.',
  async run({ open, say }) {
    const { app } = await open();
    const results: Resealed[] = [];
    for (const data of sealedDataOf(app)) {
      const onProgress = (done: number, all: number) => say(`${data.name}: ${done} of ${all}`);
      results.push(await reseal(app, data, onProgress));
    }
    const sumOf = (count: 'left' | 'lost') => results.reduce((sum, each) => sum + each[count], 0);
    if (sumOf('left') > 0) {
      say(
        'A replica still seals with SECRET_KEY_PREVIOUS. Give every replica the same keys, and repeat this command.',
      );
    }
    if (sumOf('lost') > 0) {
      say(
        'Neither SECRET_KEY nor SECRET_KEY_PREVIOUS opens the lost secrets. If you have their key, set it as SECRET_KEY_PREVIOUS and repeat this command.',
      );
    }
    return results;
  },
};
