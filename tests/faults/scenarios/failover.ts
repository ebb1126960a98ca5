import { setTimeout as sleep } from 'node:timers/promises';
import { codes, makePerson, type Person } from '../../support/client.ts';
import { forEach } from '../for-each.ts';
import { Ground } from '../ground.ts';
import { answerOf, retryable } from '../load.ts';
import type { Scenario } from '../scenario.ts';

const workers = 8;

export const failover: Scenario = {
  fault: 'the primary is killed under signups, and a synchronous streaming standby is promoted',
  promise:
    'every acknowledged account can log in; only retryable codes; first success within 2 s of the promotion',
  async run(scale, progress) {
    const rounds = Math.max(1, Math.round(5 * scale));
    const wrong: string[] = [];
    let [acknowledged, ableToLogIn, unanswered, slowest] = [0, 0, 0, 0];
    for (let round = 1; round <= rounds; round += 1) {
      const ground = await Ground.prepare();
      await ground.addStandby({ isSynchronous: true });
      const people: Person[] = [];
      let [isOver, promotedAt, firstAt] = [false, Number.NaN, Number.NaN];
      const work = async () => {
        while (!isOver) {
          const person = makePerson();
          const answer = await answerOf(ground.service.signUp(person));
          if (answer?.data?.signup) {
            people.push(person);
            if (!Number.isNaN(promotedAt) && Number.isNaN(firstAt)) firstAt = Date.now();
            continue;
          }
          unanswered += 1;
          const [code = 'no answer'] = answer ? codes(answer) : [];
          if (!retryable.has(code)) wrong.push(`a signup was answered: ${code}`);
          await sleep(50);
        }
      };
      const signingUp = Array.from({ length: workers }, work);
      await sleep(2000 + Math.random() * 3000);
      await ground.failOver();
      promotedAt = Date.now();
      await sleep(3000);
      isOver = true;
      await Promise.all(signingUp);
      slowest = Math.max(slowest, Number.isNaN(firstAt) ? Number.POSITIVE_INFINITY : firstAt - promotedAt);
      await forEach(people, async (person) => {
        const answer = await ground.service.logIn(person);
        if (answer.data?.login) ableToLogIn += 1;
        else wrong.push(`an acknowledged account cannot log in: ${codes(answer)}`);
      });
      acknowledged += people.length;
      progress(`${round} of ${rounds} failovers, ${acknowledged} accounts`);
      await ground.leave();
    }
    if (slowest > 2000) wrong.push(`the first success came after ${slowest} ms`);
    return {
      seen: `${rounds} failovers; ${acknowledged} acknowledged, ${ableToLogIn} of them log in; ${unanswered} rejected; back after ${slowest} ms at most`,
      wrong,
    };
  },
};
