import { setTimeout as sleep } from 'node:timers/promises';
import { makePerson } from '../../support/client.ts';
import { Ground } from '../ground.ts';
import { answerOf } from '../load.ts';
import type { Scenario } from '../scenario.ts';

export const stops: Scenario = {
  fault: 'SIGTERM under load',
  promise: 'exits with 0 within 15 s; no request is cut off',
  async run(scale, progress) {
    const ground = await Ground.prepare({ SHUTDOWN_DELAY: '500ms' });
    const person = makePerson();
    await ground.service.signUp(person);
    const wrong: string[] = [];
    const times = Math.max(2, Math.round(20 * scale));
    let [answered, cut, slowest] = [0, 0, 0];
    for (let time = 1; time <= times; time += 1) {
      progress(`${time} of ${times}`);
      let isReady = true;
      // Like a load balancer: poll readiness, and send nothing to a service that is not ready.
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
          if (answer) answered += 1;
          else cut += 1;
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
    if (cut > 0) wrong.push('requests were cut');
    if (slowest > 15_000) wrong.push(`an end took ${slowest} ms`);
    await ground.leave();
    return {
      seen: `${times} exits within ${slowest} ms; ${answered} logins answered, ${cut} cut off`,
      wrong,
    };
  },
};
