import { Authenticator } from '../tests/support/authenticator.ts';
import type { Client, Person } from '../tests/support/client.ts';
import { addPasskey, logInWith } from '../tests/support/passkeys.ts';
import { Ground } from './ground.ts';
import { median } from './load.ts';
import { atOnce, processorPerLogin, requireSuccess, ServiceClient } from './logins.ts';
import { progress } from './progress.ts';

/** Server CPU time per login, in microseconds, of each round. */
export interface PasskeyLogins {
  password: number[];
  /** Both requests: the options and the login itself. */
  passkey: number[];
}

/** Measures logins with a passkey beside logins with a password, in alternating rounds of the same process. */
export async function measurePasskeys(rounds: number): Promise<PasskeyLogins> {
  const ground = await Ground.prepare({ cost: 10 });
  try {
    const env = { PASSKEY_CEREMONIES_PER_ADDRESS: 'off', LOGIN_FAILURES_PER_ADDRESS: 'off' };
    const service = await ground.start('service', { env });
    const client = new ServiceClient(service.url);
    const people = await Promise.all(Array.from({ length: atOnce }, () => makeOwner(client)));
    const found: PasskeyLogins = { password: [], passkey: [] };
    for (let round = 0; round <= rounds; round += 1) {
      progress(`logins, round ${round} of ${rounds}`);
      const password = await processorPerLogin(service, people, ({ person }) => client.logIn(person));
      const passkey = await processorPerLogin(service, people, (owner) =>
        logInWith(client, owner.authenticator),
      );
      // The first round is a warm-up.
      if (round > 0) {
        found.password.push(password);
        found.passkey.push(passkey);
      }
    }
    return found;
  } finally {
    await ground.leave();
  }
}

interface Owner {
  person: Person;
  authenticator: Authenticator;
}

async function makeOwner(client: Client): Promise<Owner> {
  const person = await client.signUpPerson();
  const { accessToken } = await client.openSession(person);
  const authenticator = new Authenticator();
  requireSuccess(await addPasskey(client, accessToken, authenticator));
  return { person, authenticator };
}

export function describePasskeys({ password, passkey }: PasskeyLogins): string {
  const ratios = passkey.map((each, round) => each / (password[round] ?? Number.NaN));
  return [
    '| login | processor, µs | times a password, median | lowest to highest |',
    '| --- | ---: | ---: | ---: |',
    `| password, cost 10 | ${median(password).toFixed(0)} | 1.00 | |`,
    `| passkey | ${median(passkey).toFixed(0)} | ${median(ratios).toFixed(2)} | ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} |`,
    '',
  ].join('\n');
}
