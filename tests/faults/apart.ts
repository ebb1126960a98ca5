import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs a file from `programs/` in a process of its own, so that other work does not delay its measurements.
 *
 * @returns the program's result.
 */
export async function runApart<Task extends object, Result>(name: string, task: Task): Promise<Result> {
  const child = launch(name, task);
  const [found] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error(`The program "${name}" exited without a result.`);
    }),
  ]);
  return found as Result;
}

/** Starts a program that runs until stopped. @returns its first message, and a function that stops it. */
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

/** Called by the program: runs the task, sends back the result, and exits. */
export function onTask<Task extends object, Result>(work: (task: Task) => Promise<Result>): void {
  process.once('message', async (task: Task) => {
    process.send?.(await work(task), () => process.connected && process.disconnect?.());
  });
}
