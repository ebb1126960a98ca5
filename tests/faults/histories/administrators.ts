import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Command, Result } from '../programs/administrator.ts';

/** Several operators working at the same time. */
export class Administrators {
  private lastId = 0;
  private readonly waiting = new Map<number, (result: Result) => void>();

  private constructor(private readonly children: readonly ChildProcess[]) {}

  static async start(count: number, task: { build: string; environment: object }): Promise<Administrators> {
    const program = new URL('../programs/administrator.ts', import.meta.url);
    const children = Array.from({ length: count }, () => fork(program));
    const administrators = new Administrators(children);
    for (const child of children) {
      child.send(task);
      await once(child, 'message');
      child.on('message', (result: Result) => administrators.waiting.get(result.id)?.(result));
    }
    return administrators;
  }

  async run(argv: string[]): Promise<Result> {
    this.lastId += 1;
    const id = this.lastId;
    const result = new Promise<Result>((resolve) => this.waiting.set(id, resolve));
    this.children[id % this.children.length]?.send({ id, argv } satisfies Command);
    return result.finally(() => this.waiting.delete(id));
  }

  end(): void {
    for (const child of this.children) child.kill('SIGKILL');
  }
}
