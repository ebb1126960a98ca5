import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { makePerson } from '../support/client.ts';
import { dropDatabase, makeDatabase } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { makeFolder, until } from '../support/left-behind.ts';
import { within } from '../support/patience.ts';
import { leaveNothingBehind, type ServiceProcess, start } from '../support/service-process.ts';
import { testSecretKey } from '../support/tokens.ts';

leaveNothingBehind();

const database = await makeDatabase();
afterAll(() => dropDatabase(database));
const folder = makeFolder();

/** Starts a service that logs to this file descriptor, and owns it from then on. */
async function startLoggingTo(logTo: number): Promise<ServiceProcess> {
  const env = {
    NODE_ENV: 'production',
    JWT_ISSUER: 'http://localhost:4000',
    SECRET_KEY: testSecretKey,
    DATABASE_URL: database,
    PORT: String(await freePort()),
  };
  const service = await start({ folder, env, logTo });
  closeSync(logTo);
  return service;
}

async function expectAnswers(service: ServiceProcess): Promise<void> {
  const person = makePerson();
  expect((await service.signUp(person)).errors).toBeUndefined();
  const { accessToken, refreshToken } = (await service.logIn(person)).data.login;
  expect((await service.me(accessToken)).data.me.username).toBe(person.username);
  expect((await service.refresh(refreshToken)).errors).toBeUndefined();
}

async function expectOrderlyEnd(service: ServiceProcess): Promise<void> {
  const began = Date.now();
  expect([await service.end('SIGTERM'), service.stderr]).toEqual([{ code: 0, signal: null }, '']);
  expect(Date.now() - began).toBeLessThan(within(5_000));
}

/** Sends requests, each of which the service logs on one line. */
async function ask(service: ServiceProcess, times: number): Promise<void> {
  for (let asked = 0; asked < times; asked += 100) {
    const answers = Array.from({ length: 100 }, async () => {
      const { status, body } = await fetch(new URL('/nowhere', service.url));
      await body?.cancel();
      return status;
    });
    expect(new Set(await Promise.all(answers))).toEqual(new Set([404]));
  }
}

const lines = (text: string): { msg: string; lines?: number }[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/** A named pipe whose reader can be made to read, stop, die and return. */
class NamedPipe {
  private reader: number;
  private readonly file = path.join(makeFolder(), 'log');
  readonly writer: number;

  constructor() {
    execFileSync('mkfifo', [this.file]);
    this.reader = this.openReader();
    this.writer = openSync(this.file, constants.O_WRONLY);
  }

  /** Reads what was written since the last call. */
  read(): string {
    const chunks: Buffer[] = [];
    for (;;) {
      const chunk = Buffer.alloc(65_536);
      try {
        const length = readSync(this.reader, chunk);
        if (length === 0) break;
        chunks.push(chunk.subarray(0, length));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') break;
        throw error;
      }
    }
    return Buffer.concat(chunks).toString();
  }

  breakReader(): void {
    closeSync(this.reader);
  }

  replaceReader(): void {
    this.reader = this.openReader();
  }

  private openReader(): number {
    return openSync(this.file, constants.O_RDONLY | constants.O_NONBLOCK);
  }
}

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('keeps serving', () => {
  test('on a full disk, and stops gracefully', async () => {
    const service = await startLoggingTo(openSync('/dev/full', 'w'));
    await expectAnswers(service);
    await ask(service, 200);
    await expectAnswers(service);
    await expectOrderlyEnd(service);
  });

  test("while the log's reader has stopped, and logs afterwards how many lines were lost", async () => {
    const pipe = new NamedPipe();
    const service = await startLoggingTo(pipe.writer);
    await ask(service, 8_000);
    await expectAnswers(service);
    let log = '';
    const isTold = () =>
      log.endsWith('\n') && lines(log).some(({ msg }) => msg.startsWith('log lines were lost'));
    await until('the lines', () => {
      log += pipe.read();
      return isTold();
    });
    const seen = lines(log);
    const lost = seen.reduce((sum, line) => sum + (line.lines ?? 0), 0);
    expect(lost).toBeGreaterThan(0);
    const answered = seen.filter(({ msg }) => msg === 'answered').length;
    expect(answered).toBeGreaterThan(1_000);
    expect(answered + lost).toBeGreaterThanOrEqual(8_000);
    await expectAnswers(service);
    expect(lines(pipe.read()).map(({ msg }) => msg)).toContain('session.opened');
    await expectOrderlyEnd(service);
  });

  test("and stops gracefully while the log's reader does not read", async () => {
    const pipe = new NamedPipe();
    const service = await startLoggingTo(pipe.writer);
    await ask(service, 1_000);
    await expectOrderlyEnd(service);
  });

  test("when the log's reader has died, and logs to the next reader", async () => {
    const pipe = new NamedPipe();
    const service = await startLoggingTo(pipe.writer);
    pipe.read();
    pipe.breakReader();
    await expectAnswers(service);
    pipe.replaceReader();
    let log = '';
    await until('the buffered lines', () => {
      log += pipe.read();
      return log.includes('session.refreshed');
    });
    expect(lines(log).map(({ msg }) => msg)).toContain('account.created');
    pipe.breakReader();
    await expectOrderlyEnd(service);
  });

  // From util-linux. There is no other way to simulate a full disk for a single file.
  const withLimits = existsSync('/usr/bin/prlimit') || process.env.CI ? test : test.skip;

  withLimits('while the log may not grow, and logs whole lines again afterwards', async () => {
    const file = path.join(makeFolder(), 'log');
    const service = await startLoggingTo(openSync(file, 'a'));
    const limit = (bytes: number | 'unlimited') =>
      execFileSync('prlimit', ['--pid', String(service.pid), `--fsize=${bytes}:unlimited`]);
    // Falls in the middle of the second line from here.
    limit(statSync(file).size + 300);
    await expectAnswers(service);
    await ask(service, 200);
    expect(readFileSync(file, 'utf8')).not.toMatch(/\n$/);
    limit('unlimited');
    // The process writes them in several parts, each of which may end with a whole line.
    const answered = (text: string) => lines(text).filter(({ msg }) => msg === 'answered').length;
    await until('the buffered lines', () => {
      const text = readFileSync(file, 'utf8');
      return text.endsWith('\n') && answered(text) >= 204;
    });
    const seen = lines(readFileSync(file, 'utf8'));
    expect(seen.map(({ msg }) => msg)).toContain('session.refreshed');
    await expectOrderlyEnd(service);
  });
});
