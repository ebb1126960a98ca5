import type { Client, Person } from '../tests/support/client.ts';
import { codeOf, confirmTotp, logInWith, startTotp } from '../tests/support/totp.ts';
import { startLogin } from '../tests/support/verification.ts';
import { Ground } from './ground.ts';
import { median } from './load.ts';
import { atOnce, processorPerLogin, requireSuccess, ServiceClient } from './logins.ts';
import { progress } from './progress.ts';

/** Server CPU time per login, in microseconds, of each round. */
export interface TotpLogins {
  password: number[];
  /** Both requests: the password and the code. */
  code: number[];
}

/** Otherwise an owner could log in only once in 30 seconds. */
const forgetUse = 'update totp_credentials set last_step = 0 where user_id = $1';

/** Measures logins with a TOTP code beside logins without one, in alternating rounds of the same process. */
export async function measureTotp(rounds: number): Promise<TotpLogins> {
  const ground = await Ground.prepare({ cost: 10 });
  try {
    const service = await ground.start('service', { env: { LOGIN_FAILURES_PER_ADDRESS: 'off' } });
    const client = new ServiceClient(service.url);
    const everyone = Array.from({ length: atOnce });
    const people = await Promise.all(everyone.map(() => client.signUpPerson()));
    const owners = await Promise.all(everyone.map(() => makeOwner(client)));
    const found: TotpLogins = { password: [], code: [] };
    for (let round = 0; round <= rounds; round += 1) {
      progress(`logins, round ${round} of ${rounds}`);
      const password = await processorPerLogin(service, people, (person) => startLogin(client, person));
      const code = await processorPerLogin(service, owners, async ({ person, secret }) => {
        await ground.sql(forgetUse, [person.id]);
        return logInWith(client, person, { totp: codeOf(secret) });
      });
      // The first round is a warm-up.
      if (round > 0) {
        found.password.push(password);
        found.code.push(code);
      }
    }
    return found;
  } finally {
    await ground.leave();
  }
}

interface Owner {
  person: Person & { id: string };
  secret: string;
}

async function makeOwner(client: Client): Promise<Owner> {
  const person = await client.signUpPerson();
  const { accessToken } = await client.openSession(person);
  const { secret } = (await startTotp(client, accessToken)).data.startTotp;
  requireSuccess(await confirmTotp(client, codeOf(secret), accessToken));
  return { person, secret };
}

export function describeTotp({ password, code }: TotpLogins): string {
  const ratios = code.map((each, round) => each / (password[round] ?? Number.NaN));
  return [
    '| login | processor, µs | times without a code, median | lowest to highest |',
    '| --- | ---: | ---: | ---: |',
    `| password, cost 10 | ${median(password).toFixed(0)} | 1.00 | |`,
    `| with a TOTP code | ${median(code).toFixed(0)} | ${median(ratios).toFixed(2)} | ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} |`,
    '',
  ].join('\n');
}
