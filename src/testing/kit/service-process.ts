import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Call, Commands, Reply } from '../protocol.ts';

/** The few variables that programs need. The service gets nothing else of the test's environment. */
const passedOn = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'TZ'];

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** The process of one service. It ends with the test's process, even if that is killed. */
export class ServiceProcess {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private output = '';
  private calls = 0;
  private hasEnded = false;
  private stopping: Promise<void> | undefined;

  constructor(file: string, { compileCache, verbose }: { compileCache: string; verbose: boolean }) {
    const env = Object.fromEntries(passedOn.map((name) => [name, process.env[name]]));
    this.child = fork(file, [], {
      env: { ...env, AUTH_TESTING_COMPILE_CACHE: compileCache },
      execArgv: ['--max-semi-space-size=16'],
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    this.child.stderr?.on('data', (chunk) => {
      this.output = (this.output + chunk).slice(-4_000);
      if (verbose) process.stderr.write(chunk);
    });
    this.child.on('message', (reply: Reply) => this.settle(reply));
    this.child.once('error', (error) => this.end(error.message));
    this.child.once('exit', (code, signal) => this.end(`exit code ${code ?? signal}`));
    this.release();
  }

  call<Name extends keyof Commands>(
    command: Name,
    input: Commands[Name]['input'],
  ): Promise<Commands[Name]['result']> {
    const id = ++this.calls;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      if (this.hasEnded) return this.end('it was stopped');
      // While a call is under way, the test's process stays alive.
      this.hold();
      this.child.send({ id, command, input } satisfies Call, (error) => error && this.end(error.message));
    });
  }

  stop(): Promise<void> {
    this.stopping ??= this.endChild();
    return this.stopping;
  }

  private async endChild(): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.child, 'exit');
    this.child.ref();
    if (this.child.connected) this.child.disconnect();
    await ended;
  }

  private settle(reply: Reply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (this.waiting.size === 0) this.release();
    if ('result' in reply) waiting?.resolve(reply.result);
    else waiting?.reject(Object.assign(new Error(reply.error), reply.code && { code: reply.code }));
  }

  private end(why: string): void {
    this.hasEnded = true;
    for (const { reject } of this.waiting.values())
      reject(new Error(`The auth service does not run: ${why}. ${this.output}`.trim()));
    this.waiting.clear();
  }

  private hold(): void {
    this.child.ref();
    this.child.channel?.ref();
  }

  private release(): void {
    this.child.unref();
    this.child.channel?.unref();
    (this.child.stderr as { unref?(): void } | null)?.unref?.();
  }
}
