import { type Command, CommandFailure } from '../feature/command.ts';
import { type Resealed, reseal } from './reseal.ts';
import { sealedDataOf } from './sealed-counts.ts';

/** What an operator does about secrets that the new key alone will not open. */
const advice = {
  left: 'A replica still seals with SECRET_KEY_PREVIOUS. Give every replica the same keys, and repeat this command.',
  lost: 'Neither SECRET_KEY nor SECRET_KEY_PREVIOUS opens the lost secrets. If you have their key, set it as SECRET_KEY_PREVIOUS and repeat this command.',
} as const;

export const resealCommand: Command = {
  help: 'After a change of SECRET_KEY, seal all stored secrets with the new key.',
  async run({ open, say }) {
    const { app } = await open();
    const results: Resealed[] = [];
    for (const data of sealedDataOf(app)) {
      const onProgress = (done: number, all: number) => say(`${data.name}: ${done} of ${all}`);
      results.push(await reseal(app, data, onProgress));
    }
    const problems = (['left', 'lost'] as const).filter((count) => results.some((each) => each[count] > 0));
    if (problems.length === 0) return results;
    throw new CommandFailure(problems.map((count) => advice[count]).join('\n'), results);
  },
};
