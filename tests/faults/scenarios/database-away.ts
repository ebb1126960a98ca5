import { setTimeout as sleep } from 'node:timers/promises';
import { Ground } from '../ground.ts';
import { load, retryable } from '../load.ts';
import { mostMemory, type Scenario } from '../scenario.ts';

export const restarts: Scenario = {
  fault: 'PostgreSQL restarted, gracefully and immediately, under 50 requests a second',
  promise: 'the process stays up; only retryable codes; first success within 2 s of the database being up',
  async run(scale) {
    const ground = await Ground.prepare();
    const { accessToken } = await ground.service.openSession();
    const wrong: string[] = [];
    const delays: number[] = [];
    const end = load(50, () => ground.service.me(accessToken));
    const ups: number[] = [];
    for (let time = 0; time < Math.max(2, Math.round(6 * scale)); time += 1) {
      await sleep(1000);
      await ground.stopDatabase(time % 2 === 0 ? 'SIGINT' : 'SIGQUIT');
      await sleep(500);
      await ground.startDatabase();
      ups.push(Date.now());
      await sleep(2500);
    }
    const answers = await end();
    for (const up of ups) {
      const first = answers
        .filter(({ at, code }) => at >= up && code === 'OK')
        .map(({ at, milliseconds }) => at + milliseconds);
      const delay = Math.min(...first) - up;
      delays.push(delay);
      if (delay > 2000) wrong.push(`the first success came after ${delay} ms`);
    }
    for (const code of new Set(answers.map((answer) => answer.code))) {
      if (code !== 'OK' && !retryable.has(code)) wrong.push(`an answer was: ${code}`);
    }
    await ground.leave();
    const refused = answers.filter(({ code }) => code !== 'OK').length;
    return {
      seen: `${ups.length} restarts; ${refused} of ${answers.length} rejected; back after ${Math.max(...delays)} ms at most`,
      wrong,
    };
  },
};

export const away: Scenario = {
  fault: 'PostgreSQL down for a minute under load',
  promise: 'every answer within 2 s, retryable; /readyz 503, /healthz 200; memory bounded',
  async run(scale, progress) {
    const ground = await Ground.prepare();
    const { accessToken } = await ground.service.openSession();
    const wrong: string[] = [];
    const seconds = Math.max(5, Math.round(60 * scale));
    await ground.stopDatabase('SIGINT');
    await sleep(500);
    const end = load(50, () => ground.service.me(accessToken));
    await sleep(2000);
    const memories: number[] = [];
    for (let second = 2; second < seconds; second += 1) {
      progress(`${second} of ${seconds} s`);
      memories.push(ground.memory());
      const statuses = [await ground.status('/readyz'), await ground.status('/healthz')].join(' ');
      if (statuses !== '503 200') wrong.push(`/readyz and /healthz were ${statuses}`);
      await sleep(1000);
    }
    const answers = await end();
    for (const { code, milliseconds } of answers) {
      if (!retryable.has(code)) wrong.push(`an answer was: ${code}`);
      if (milliseconds > 2000) wrong.push(`an answer took ${milliseconds} ms`);
    }
    // Memory grows between garbage collections, but only a leak would exceed this limit.
    const most = Math.max(...memories);
    if (most > mostMemory) wrong.push(`memory rose to ${most} MB`);
    await ground.startDatabase();
    if (!(await ground.service.me(accessToken)).data?.me) wrong.push('the service did not recover');
    await ground.leave();
    const slowest = Math.max(...answers.map(({ milliseconds }) => milliseconds));
    return {
      seen: `${answers.length} answers within ${slowest} ms; ${most} MB at most`,
      wrong,
    };
  },
};
