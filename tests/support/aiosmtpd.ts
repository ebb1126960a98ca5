import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { freePort } from './free-port.ts';
import { makeFolder, until } from './left-behind.ts';

/** Whether Debian's python3-aiosmtpd is installed. */
export function findAiosmtpd(): boolean {
  try {
    execFileSync('/usr/bin/python3', ['-c', 'import aiosmtpd'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Debian's aiosmtpd, which puts all mails into one Maildir. */
export class Aiosmtpd {
  private constructor(
    readonly port: number,
    private readonly maildir: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(options: readonly string[] = []): Promise<Aiosmtpd> {
    const maildir = path.join(makeFolder(), 'mails');
    const port = await freePort();
    const mailbox = ['-c', 'aiosmtpd.handlers.Mailbox', maildir];
    const args = ['-m', 'aiosmtpd', '-n', '-l', `127.0.0.1:${port}`, ...options, ...mailbox];
    const child = spawn('/usr/bin/python3', args, { stdio: 'ignore' });
    const server = new Aiosmtpd(port, maildir, child);
    await until('aiosmtpd', () => server.isListening());
    return server;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  mails(): string[] {
    const folder = path.join(this.maildir, 'new');
    return existsSync(folder)
      ? readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'))
      : [];
  }

  stop(): void {
    this.child.kill();
  }

  private isListening(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = net.connect(this.port, '127.0.0.1');
      socket.once('data', () => resolve(true)).once('error', () => resolve(false));
      socket.once('data', () => socket.destroy());
    });
  }
}
