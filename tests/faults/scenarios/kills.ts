import { setTimeout as sleep } from 'node:timers/promises';
import { codes, makePerson, type Person, type Tokens } from '../../support/client.ts';
import { Ground } from '../ground.ts';
import { answerOf } from '../load.ts';
import type { Scenario } from '../scenario.ts';

/** Keeps killing the service or the database until `isOver`. @returns the number of kills. */
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

export const signups: Scenario = {
  fault: 'signups while service and PostgreSQL are killed at random',
  promise: 'every acknowledged account can log in; no partial rows',
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
        // The service or the database is down right now.
        else await sleep(100);
        progress(`${acknowledged.length} of ${count} accounts`);
      }
      ended += 1;
    };
    await Promise.all(Array.from({ length: workers }, work));
    const kills = await killing;
    const wrong: string[] = [];
    let [checked, ableToLogIn] = [0, 0];
    const check = async () => {
      for (let person = acknowledged[checked]; person; person = acknowledged[checked]) {
        checked += 1;
        const answer = await ground.service.logIn(person);
        if (answer.data?.login) ableToLogIn += 1;
        else wrong.push(`an acknowledged account cannot log in: ${codes(answer)}`);
        if (checked % 100 === 0) progress(`${checked} of ${acknowledged.length} accounts log in`);
      }
    };
    await Promise.all(Array.from({ length: workers }, check));
    const [half] = await ground.sql<{ count: number }>(
      'select count(*)::int as count from users where not exists (select from password_credentials where user_id = users.id)',
    );
    if (half?.count !== 0) wrong.push(`${half?.count} half accounts`);
    await ground.leave();
    return {
      seen: `${kills} kills; ${acknowledged.length} acknowledged, ${ableToLogIn} of them log in`,
      wrong,
    };
  },
};

export const logouts: Scenario = {
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
      // Slowly, to leave time for a kill.
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
    return {
      seen: `${kills} kills; ${loggedOut.length} logouts acknowledged, ${wrong.length} tokens accepted`,
      wrong,
    };
  },
};
