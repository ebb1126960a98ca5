import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs a file of `programs/` in a process of its own, so that what it measures does not wait for anybody else's work.
 *
 * @returns what it says in the end.
 */
export async function runApart<Task extends object, Result>(name: string, task: Task): Promise<Result> {
  const child = launch(name, task);
  const [found] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error(`The program "${name}" ended without a word.`);
    }),
  ]);
  return found as Result;
}

/** The same for what goes on until it is told to stop. @returns its first word, and what stops it. */
export async function startApart<Task extends object, Word>(
  name: string,
  task: Task,
): Promise<[word: Word, stop: () => void]> {
  const child = launch(name, task);
  const [word] = await once(child, 'message');
  return [word as Word, () => child.kill('SIGKILL')];
}

function launch(name: string, task: object): ChildProcess {
  const child = fork(new URL(`./programs/${name}.ts`, import.meta.url));
  child.send(task);
  return child;
}

/** The other side: does the task, says the result, and leaves. */
export function onTask<Task extends object, Result>(work: (task: Task) => Promise<Result>): void {
  process.once('message', async (task: Task) => {
    process.send?.(await work(task), () => process.connected && process.disconnect?.());
  });
}
