import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, codes, makePerson, type Person, type Tokens } from '../support/client.ts';
import { Ground } from './ground.ts';

/** What was seen, and what should not have been. */
export interface Outcome {
  seen: string;
  wrong: string[];
}

export interface Scenario {
  fault: string;
  promise: string;
  /** @param scale how much of it there is; 1 for what docs/reliability.md shows. */
  run(scale: number, progress: (text: string) => void): Promise<Outcome>;
}

const retryable = new Set(['TEMPORARILY_UNAVAILABLE', 'OVERLOADED']);

/** @returns nothing when there was no answer at all, which is what a killed server gives. */
async function answerOf(asked: Promise<Answer>): Promise<Answer | undefined> {
  return asked.catch(() => undefined);
}

/** Kills service or database again and again, until it is told to stop. @returns how often. */
async function killAtRandom(ground: Ground, isOver: () => boolean): Promise<number> {
  let kills = 0;
  for (; !isOver(); kills += 1) {
    await sleep(500 + Math.random() * 1500);
    if (kills % 2 === 0) {
      await ground.killService();
    } else {
      await ground.stopDatabase(kills % 4 === 1 ? 'SIGQUIT' : 'SIGKILL');
      await ground.startDatabase();
      if (Math.random() < 0.5) continue;
      await ground.killService();
    }
    await ground.startService();
  }
  return kills;
}

const signups: Scenario = {
  fault: 'signups while service and PostgreSQL are killed at random',
  promise: 'every acknowledged account logs in; no half rows',
  async run(scale, progress) {
    const ground = await Ground.prepare();
    const count = Math.round(2000 * scale);
    const acknowledged: Person[] = [];
    let ended = 0;
    const workers = 8;
    const killing = killAtRandom(ground, () => ended === workers);
    const work = async () => {
      while (acknowledged.length < count) {
        const person = makePerson();
        const answer = await answerOf(ground.service.signUp(person));
        if (answer?.data?.signup) acknowledged.push(person);
        // Somebody is away just now.
        else await sleep(100);
        progress(`${acknowledged.length} of ${count} accounts`);
      }
      ended += 1;
    };
    await Promise.all(Array.from({ length: workers }, work));
    const kills = await killing;
    const wrong: string[] = [];
    let checked = 0;
    const check = async () => {
      for (let person = acknowledged[checked]; person; person = acknowledged[checked]) {
        checked += 1;
        const answer = await ground.service.logIn(person);
        if (!answer.data?.login) wrong.push(`an acknowledged account cannot log in: ${codes(answer)}`);
        if (checked % 100 === 0) progress(`${checked} of ${acknowledged.length} accounts log in`);
      }
    };
    await Promise.all(Array.from({ length: workers }, check));
    const [half] = await ground.sql<{ count: number }>(
      'select count(*)::int as count from users where not exists (select from password_credentials where user_id = users.id)',
    );
    if (half?.count !== 0) wrong.push(`${half?.count} half accounts`);
    await ground.leave();
    return { seen: `${kills} kills; ${acknowledged.length} acknowledged, all log in`, wrong };
  },
};

const logouts: Scenario = {
  fault: 'logouts while service and PostgreSQL are killed at random',
  promise: 'no token of an acknowledged logout is accepted afterwards',
  async run(scale, progress) {
    const ground = await Ground.prepare();
    const count = Math.round(500 * scale);
    const person = makePerson();
    await ground.service.signUp(person);
    const sessions: Tokens[] = [];
    while (sessions.length < Math.min(count, 90))
      sessions.push((await ground.service.logIn(person)).data.login);
    while (sessions.length < count) {
      const another = makePerson();
      await ground.service.signUp(another);
      for (let more = 0; more < 90 && sessions.length < count; more += 1) {
        sessions.push((await ground.service.logIn(another)).data.login);
      }
      progress(`${sessions.length} of ${count} sessions`);
    }
    const loggedOut: Tokens[] = [];
    let isOver = false;
    const killing = killAtRandom(ground, () => isOver);
    for (const session of sessions) {
      // Slowly, so that there is time to be killed in.
      await sleep(20);
      const answer = await answerOf(ground.service.logOut(null, session.accessToken));
      if (answer?.data?.logout) loggedOut.push(session);
      if (!answer) await sleep(50);
    }
    isOver = true;
    const kills = await killing;
    const wrong: string[] = [];
    for (const { accessToken, refreshToken } of loggedOut) {
      if ((await ground.service.me(accessToken)).data?.me) wrong.push('an access token outlived its logout');
      if ((await ground.service.refresh(refreshToken)).data?.refresh)
        wrong.push('a refresh token outlived its logout');
    }
    await ground.leave();
    return { seen: `${kills} kills; ${loggedOut.length} logouts acknowledged, 0 tokens accepted`, wrong };
  },
};

/** Asks `me` so many times a second, whatever comes of it. @returns ends it, with all answers and how long each took. */
function load(ground: Ground, token: string, perSecond: number) {
  const answers: { at: number; milliseconds: number; code: string }[] = [];
  const pending: Promise<void>[] = [];
  const ask = async () => {
    const began = Date.now();
    const answer = await answerOf(ground.service.me(token));
    const code = answer ? (codes(answer)[0] ?? 'OK') : 'no answer';
    answers.push({ at: began, milliseconds: Date.now() - began, code });
  };
  const timer = setInterval(() => pending.push(ask()), 1000 / perSecond);
  return async () => {
    clearInterval(timer);
    await Promise.all(pending);
    return answers;
  };
}

const restarts: Scenario = {
  fault: 'PostgreSQL restarted, in order and at once, under 50 requests a second',
  promise: 'the process lives; retryable codes only; first success within 2 s of the database being up',
  async run(scale) {
    const ground = await Ground.prepare();
    const { accessToken } = await ground.service.openSession();
    const wrong: string[] = [];
    const delays: number[] = [];
    const end = load(ground, accessToken, 50);
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
      seen: `${ups.length} restarts; ${refused} of ${answers.length} refused; back after ${Math.max(...delays)} ms at most`,
      wrong,
    };
  },
};

/** In MB. */
const mostMemory = 350;

const away: Scenario = {
  fault: 'PostgreSQL away for a minute under load',
  promise: 'every answer within 2 s, retryable; /readyz 503, /healthz 200; memory bounded',
  async run(scale, progress) {
    const ground = await Ground.prepare();
    const { accessToken } = await ground.service.openSession();
    const wrong: string[] = [];
    const seconds = Math.max(5, Math.round(60 * scale));
    await ground.stopDatabase('SIGINT');
    await sleep(500);
    const health = async (path: string) => (await fetch(new URL(path, ground.service.url))).status;
    const end = load(ground, accessToken, 50);
    await sleep(2000);
    const memories: number[] = [];
    for (let second = 2; second < seconds; second += 1) {
      progress(`${second} of ${seconds} s`);
      memories.push(ground.memory());
      const statuses = [await health('/readyz'), await health('/healthz')].join(' ');
      if (statuses !== '503 200') wrong.push(`/readyz and /healthz were ${statuses}`);
      await sleep(1000);
    }
    const answers = await end();
    for (const { code, milliseconds } of answers) {
      if (!retryable.has(code)) wrong.push(`an answer was: ${code}`);
      if (milliseconds > 2000) wrong.push(`an answer took ${milliseconds} ms`);
    }
    // Between two collections of garbage it rises; what would grow for ever does not stay below this.
    const most = Math.max(...memories);
    if (most > mostMemory) wrong.push(`memory rose to ${most} MB`);
    await ground.startDatabase();
    if (!(await ground.service.me(accessToken)).data?.me) wrong.push('it did not come back');
    await ground.leave();
    const slowest = Math.max(...answers.map(({ milliseconds }) => milliseconds));
    return {
      seen: `${answers.length} answers within ${slowest} ms; ${most} MB at most`,
      wrong,
    };
  },
};

const stops: Scenario = {
  fault: 'SIGTERM under load',
  promise: 'ends with 0 within 15 s; no request is cut',
  async run(scale, progress) {
    const ground = await Ground.prepare({ SHUTDOWN_DELAY: '500ms' });
    const person = makePerson();
    await ground.service.signUp(person);
    const wrong: string[] = [];
    const times = Math.max(2, Math.round(20 * scale));
    let [answered, slowest] = [0, 0];
    for (let time = 1; time <= times; time += 1) {
      progress(`${time} of ${times}`);
      let isReady = true;
      // As a load balancer does: it asks now and then, and sends nothing to who is not ready.
      const watch = async () => {
        while (isReady) {
          isReady = await fetch(new URL('/readyz', ground.service.url)).then(
            ({ ok }) => ok,
            () => false,
          );
          await sleep(50);
        }
      };
      const ask = async () => {
        while (isReady) {
          const answer = await answerOf(ground.service.logIn(person));
          answered += 1;
          if (!answer) wrong.push('a request was cut');
        }
      };
      const work = [watch(), ...Array.from({ length: 8 }, ask)];
      await sleep(300 + Math.random() * 300);
      const began = Date.now();
      const ending = await ground.service.end('SIGTERM');
      slowest = Math.max(slowest, Date.now() - began);
      isReady = false;
      await Promise.all(work);
      if (ending.code !== 0) wrong.push(`it ended with ${ending.code ?? ending.signal}`);
      await ground.startService();
    }
    if (slowest > 15_000) wrong.push(`an end took ${slowest} ms`);
    await ground.leave();
    return { seen: `${times} ends within ${slowest} ms; ${answered} logins answered, 0 cut`, wrong };
  },
};

export const scenarios: Readonly<Record<string, Scenario>> = { signups, logouts, restarts, away, stops };
