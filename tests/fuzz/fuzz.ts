import http from 'node:http';
import net from 'node:net';
import { makeRandom } from './random.ts';
import { type Attack, anyAttack, type Credentials, sentinel } from './requests.ts';

interface Options {
  /** The GraphQL endpoint's URL. */
  url: string;
  credentials: Credentials;
  requests: number;
  /** The same seed generates the same requests. */
  seed: number;
  /** Called every now and then with the number of responses so far. */
  onProgress?: (answered: number) => void;
}

export interface Report {
  answers: number;
  /** Responses counted by status, along with connections that were closed without a response. */
  statuses: Record<string, number>;
  codes: Record<string, number>;
  slowestMilliseconds: number;
}

interface Answer {
  status: number;
  type: string;
  text: string;
}

const connections = 16;
const patienceMilliseconds = 10_000;
const internals =
  /\$2[aby]\$\d|node_modules|\n\s+at |insert into|select .{1,80} from|ECONN|password_credentials/i;
const ourMistakes = ['INTERNAL_SERVER_ERROR', 'TEMPORARILY_UNAVAILABLE'];

/**
 * Sends random requests, a few at a time.
 *
 * @throws at the first incorrect response, with the request that caused it.
 */
export async function fuzz({ url, credentials, requests, seed, onProgress }: Options): Promise<Report> {
  const random = makeRandom(seed);
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const report: Report = { answers: 0, statuses: {}, codes: {}, slowestMilliseconds: 0 };
  let left = requests;
  const work = async () => {
    while (left > 0) {
      left -= 1;
      const attack = anyAttack(random, credentials);
      const began = performance.now();
      const answer = 'bytes' in attack ? await sendBytes(url, attack.bytes) : await send(url, agent, attack);
      const milliseconds = performance.now() - began;
      try {
        for (const code of check(answer)) count(report.codes, code);
      } catch (error) {
        throw new Error(
          `Seed ${seed}: ${(error as Error).message}\n${describe(attack)}\n${JSON.stringify(answer)}`,
        );
      }
      count(report.statuses, answer ? String(answer.status) : 'closed');
      report.answers += 1;
      report.slowestMilliseconds = Math.max(report.slowestMilliseconds, Math.round(milliseconds));
      if (report.answers % 1_000 === 0) onProgress?.(report.answers);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, work));
  } finally {
    left = 0;
    agent.destroy();
  }
  return report;
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function describe(attack: Attack): string {
  if ('bytes' in attack) return attack.bytes.toString('latin1');
  const { method, path, headers, body } = attack;
  return [`${method} ${path}`, JSON.stringify(headers), body.toString('latin1')].join('\n');
}

/** @returns the response's error codes. */
function check(answer: Answer | undefined): string[] {
  if (!answer) return [];
  const { status, type, text } = answer;
  if (status >= 500) throw new Error(`status ${status}`);
  if (text.includes(sentinel)) throw new Error('the response repeats a secret');
  if (internals.test(text)) throw new Error('the response reveals internals');
  if (text === '') return [];
  if (!/^application\/(graphql-response\+)?json; charset=utf-8$/.test(type)) throw new Error(`type ${type}`);
  const { data, errors, status: health } = JSON.parse(text);
  if (data === undefined && errors === undefined && health !== 'ok')
    throw new Error('neither data nor errors');
  const codes = (errors ?? []).map(({ extensions }: { extensions: { code: string } }) => extensions.code);
  for (const code of codes) if (ourMistakes.includes(code)) throw new Error(code);
  return codes;
}

type HttpAttack = Exclude<Attack, { bytes: Buffer }>;

function send(
  url: string,
  agent: http.Agent,
  { method, path, headers, body }: HttpAttack,
): Promise<Answer | undefined> {
  const mayBeEmpty = method === 'HEAD' || method === 'OPTIONS';
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const length = { 'content-length': body.length };
    const options = { hostname, port, path, method, agent, timeout: patienceMilliseconds };
    const request = http.request({ ...options, headers: { ...headers, ...length } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (text === '' && !mayBeEmpty)
          reject(new Error(`No body: ${response.statusCode} ${method} ${path}`));
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text });
      });
    });
    request.on('timeout', () => request.destroy(new Error(`No answer in time: ${method} ${path} ${body}`)));
    // If the request is rejected before its body has been read, the connection may be closed.
    request.on('error', (error: NodeJS.ErrnoException) =>
      ['ECONNRESET', 'EPIPE'].includes(error.code ?? '') ? resolve(undefined) : reject(error),
    );
    request.end(body);
  });
}

/** Sends bytes that need not be a valid request. Only the first response counts, if there is one. */
function sendBytes(url: string, bytes: Buffer): Promise<Answer | undefined> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(new URL(url).port), 'localhost');
    let text = '';
    socket.setTimeout(patienceMilliseconds, () =>
      reject(new Error(`Neither answer nor end: ${bytes.toString('latin1')}`)),
    );
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      const [, status, head = '', body = ''] =
        /^HTTP\/1\.1 (\d+)([\s\S]*?)\r\n\r\n([\s\S]*)$/.exec(text) ?? [];
      const type = /^content-type: (.*)\r?$/im.exec(head)?.[1]?.trim() ?? '';
      const length = /^HEAD/i.test(bytes.toString('latin1')) ? 0 : /^content-length: (\d+)/im.exec(head)?.[1];
      const first = body.slice(0, Number(length ?? 0));
      resolve(status === undefined ? undefined : { status: Number(status), type, text: first });
    });
    socket.end(bytes);
  });
}
