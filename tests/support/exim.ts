import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { freePort } from './free-port.ts';
import { makeFolder, until } from './left-behind.ts';

const program = '/usr/sbin/exim4';

/** Whether Debian's exim4 is installed, and this user may deliver to the mailboxes of others. */
export function findExim(): boolean {
  return existsSync(program) && process.getuid?.() === 0;
}

/** Debian's exim4 with Debian's own configuration, which delivers `games@mail.example` to a file. */
export class Exim {
  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(): Promise<Exim> {
    const folder = makeFolder();
    const inFolder = (name: string) => path.join(folder, name);
    cpSync('/etc/exim4', inFolder('etc'), { recursive: true });
    const settings = inFolder('etc/update-exim4.conf.conf');
    const changed = readFileSync(settings, 'utf8')
      .replace(/^dc_eximconfig_configtype=.*$/m, "dc_eximconfig_configtype='local'")
      .replace(/^dc_other_hostnames=.*$/m, "dc_other_hostnames='mail.example'");
    writeFileSync(settings, changed);
    execFileSync('update-exim4.conf', ['-d', inFolder('etc'), '-o', inFolder('exim.conf')]);
    const configuration = readFileSync(inFolder('exim.conf'), 'utf8')
      .replace(/^spool_directory = .*$/m, `spool_directory = ${inFolder('spool')}`)
      .replaceAll('/var/log/exim4', inFolder('spool'))
      .replaceAll('/var/mail/', `${inFolder('mailboxes')}/`);
    writeFileSync(inFolder('exim.conf'), configuration);
    for (const name of ['spool', 'mailboxes']) {
      mkdirSync(inFolder(name));
      chmodSync(inFolder(name), 0o777);
    }
    const port = await freePort();
    const place = ['-oX', `127.0.0.1.${port}`, '-oP', inFolder('pid')];
    const child = spawn(program, ['-C', inFolder('exim.conf'), '-bdf', ...place], { stdio: 'ignore' });
    const exim = new Exim(port, folder, child);
    await until('exim4', () => exim.isListening());
    return exim;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** Delivers the queue as the superuser: a configuration of a test takes this privilege from the daemon. */
  deliver(): void {
    execFileSync(program, ['-C', path.join(this.folder, 'exim.conf'), '-qff'], { stdio: 'ignore' });
  }

  mailbox(user: string): string {
    const file = path.join(this.folder, 'mailboxes', user);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
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
