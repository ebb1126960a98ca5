import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../../../bench/load.ts';
import { outcome, RawSocket } from '../../support/raw-socket.ts';
import { Ground } from '../ground.ts';
import { load } from '../load.ts';
import type { Scenario } from '../scenario.ts';

const head = 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
const slowestMe = 100;
const sockets = 100;

export const slowloris: Scenario = {
  fault: `${sockets} connections that never finish their headers, and ${sockets} that never finish their bodies, sent byte by byte`,
  promise: `408 after HEADERS_TIMEOUT and REQUEST_TIMEOUT, at most half of HEADERS_TIMEOUT late; \`me\` within ${slowestMe} ms (p99)`,
  async run(scale, progress) {
    // At scale 1, these are the defaults.
    const headersTimeout = Math.max(1, 10 * scale);
    const requestTimeout = 3 * headersTimeout;
    const ground = await Ground.prepare({
      HEADERS_TIMEOUT: `${headersTimeout * 1000}ms`,
      REQUEST_TIMEOUT: `${requestTimeout * 1000}ms`,
    });
    const { accessToken } = await ground.service.openSession();
    const wrong: string[] = [];
    const end = load(25, () => ground.service.me(accessToken));
    let [open, drops] = [2 * sockets, 0];
    const watch = async (beginning: string, timeout: number): Promise<number> => {
      const socket = await RawSocket.open(ground.service.url);
      const began = performance.now();
      const drip = setInterval(() => {
        drops += 1;
        socket.socket.write('a');
      }, 500);
      const answer = await socket.exchange(beginning);
      clearInterval(drip);
      open -= 1;
      const seconds = (performance.now() - began) / 1000;
      const [status] = answer === '' ? [] : outcome(answer);
      if (status !== 408) wrong.push(`the answer was: ${answer.slice(0, 50)}`);
      if (seconds < timeout || seconds > timeout + headersTimeout / 2 + 1)
        wrong.push(`a connection was closed after ${seconds.toFixed(1)} s instead of ${timeout} s`);
      return seconds;
    };
    const all = (beginning: string, timeout: number) =>
      Promise.all(Array.from({ length: sockets }, () => watch(beginning, timeout)));
    const closings = [
      all(`${head}X-Slow: a`, headersTimeout),
      all(`${head}Content-Length: 1000\r\n\r\n{"query":`, requestTimeout),
    ];
    while (open > 0) {
      progress(`${open} connections open`);
      await sleep(200);
    }
    const [headers = [], bodies = []] = await Promise.all(closings);
    const answers = await end();
    await ground.leave();
    const durations = answers.map(({ milliseconds }) => milliseconds).toSorted((one, other) => one - other);
    const p99 = quantile(durations, 0.99);
    if (p99 > slowestMe) wrong.push(`me took ${p99} ms`);
    for (const { code } of answers) if (code !== 'OK') wrong.push(`me was answered: ${code}`);
    const range = (seconds: number[]) =>
      `${Math.min(...seconds).toFixed(1)} to ${Math.max(...seconds).toFixed(1)} s`;
    return {
      seen: `all closed with 408, headers after ${range(headers)} (HEADERS_TIMEOUT ${headersTimeout} s), bodies after ${range(bodies)} (REQUEST_TIMEOUT ${requestTimeout} s), ${drops} bytes dripped; me p99 ${p99} ms`,
      wrong,
    };
  },
};
