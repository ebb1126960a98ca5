import { Authenticator } from '../tests/support/authenticator.ts';
import { type Answer, Client, type Person } from '../tests/support/client.ts';
import { addPasskey, logInWith } from '../tests/support/passkeys.ts';
import { continueWith } from '../tests/support/second-factors.ts';
import { codeOf, confirmTotp, startTotp } from '../tests/support/totp.ts';
import { startLogin } from '../tests/support/verification.ts';
import type { Contestant } from './contestants.ts';
import { Ground } from './ground.ts';
import { median } from './load.ts';
import { progress } from './progress.ts';

export const loginKinds = ['password', 'password and TOTP', 'passkey'] as const;
type LoginKind = (typeof loginKinds)[number];

/** CPU time per login in microseconds, all its requests included, of each round. */
interface Costs {
  server: number[];
  database: number[];
}

export type FactorLogins = Record<LoginKind, Costs>;

type LogIn = () => Promise<Answer>;

class ServiceClient extends Client {
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
  }
}

const owners = 12;
/** How often each owner logs in per round. */
const passes = 5;
const atOnce = 3;

/** Measures logins of each kind in alternating rounds of the same process. */
export async function measureFactors(rounds: number): Promise<FactorLogins> {
  const ground = await Ground.prepare({ cost: 10 });
  try {
    const env = { PASSKEY_CEREMONIES_PER_ADDRESS: 'off', LOGIN_FAILURES_PER_ADDRESS: 'off' };
    const service = await ground.start('service', { env });
    const client = new ServiceClient(new URL('/graphql', service.url).href);
    const people: Record<LoginKind, LogIn[]> = {
      password: await makeOwners(client, async (person) => () => startLogin(client, person)),
      'password and TOTP': await makeOwners(client, (person) => addAuthenticatorApp(client, person)),
      passkey: await makeOwners(client, (person) => addKey(client, person)),
    };
    const found: FactorLogins = {
      password: { server: [], database: [] },
      'password and TOTP': { server: [], database: [] },
      passkey: { server: [], database: [] },
    };
    for (let round = 0; round <= rounds; round += 1) {
      progress(`logins, round ${round} of ${rounds}`);
      for (const kind of loginKinds) {
        const { server, database } = await measureRound(ground, service, people[kind]);
        // The first round is a warm-up.
        if (round === 0) continue;
        found[kind].server.push(server);
        found[kind].database.push(database);
      }
    }
    return found;
  } finally {
    await ground.leave();
  }
}

async function makeOwners(client: Client, prepare: (person: Person) => Promise<LogIn>): Promise<LogIn[]> {
  const made: LogIn[] = [];
  while (made.length < owners) {
    progress(`adding accounts: ${made.length} of ${owners}`);
    made.push(await prepare(await client.signUpPerson()));
  }
  return made;
}

async function addAuthenticatorApp(client: Client, person: Person): Promise<LogIn> {
  const { accessToken } = await client.openSession(person);
  const { secret } = requireSuccess(await startTotp(client, accessToken)).data.startTotp;
  requireSuccess(await confirmTotp(client, codeOf(secret), accessToken));
  return async () => {
    const { data } = requireSuccess(await startLogin(client, person));
    return continueWith(client, data.startLogin.next.challenge, { totp: codeOf(secret) });
  };
}

async function addKey(client: Client, person: Person): Promise<LogIn> {
  const { accessToken } = await client.openSession(person);
  const authenticator = new Authenticator();
  requireSuccess(await addPasskey(client, accessToken, authenticator));
  return () => logInWith(client, authenticator);
}

/** Each owner's authenticator may use the same code again in each pass. */
async function measureRound(ground: Ground, service: Contestant, logIns: readonly LogIn[]) {
  const sum = { server: 0, database: 0 };
  for (let pass = 0; pass < passes; pass += 1) {
    await ground.sql('update totp_credentials set last_step = 0');
    const { server, database } = await measurePass(ground, service, logIns);
    sum.server += server / passes;
    sum.database += database / passes;
  }
  return sum;
}

async function measurePass(ground: Ground, service: Contestant, logIns: readonly LogIn[]) {
  const before = { server: service.processorSeconds, database: await ground.processorSeconds() };
  const left = [...logIns];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let logIn = left.pop(); logIn; logIn = left.pop()) requireTokens(await logIn());
    }),
  );
  const each = (seconds: number) => (seconds * 1e6) / logIns.length;
  return {
    server: each(service.processorSeconds - before.server),
    database: each((await ground.processorSeconds()) - before.database),
  };
}

function requireSuccess(answer: Answer): Answer {
  const { errors } = answer;
  if (errors) throw new Error(`A request failed: ${errors[0]?.extensions.code}`);
  return answer;
}

/** A challenge is no login. */
function requireTokens(answer: Answer): void {
  const [step] = Object.values<{ tokens?: { accessToken?: string } }>(requireSuccess(answer).data);
  if (!step?.tokens?.accessToken) throw new Error('A login returned no tokens.');
}

export function describeFactors(found: FactorLogins): string {
  const both = ({ server, database }: Costs) => server.map((each, round) => each + (database[round] ?? 0));
  const times = (values: number[], base: number[]) => {
    const ratios = values.map((each, round) => each / (base[round] ?? Number.NaN));
    return `${median(ratios).toFixed(3)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`;
  };
  const base = found.password;
  return [
    '| login | service, µs | PostgreSQL, µs | service, times a password | both, times a password |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...loginKinds.map((kind) => {
      const costs = found[kind];
      const figures = [median(costs.server).toFixed(0), median(costs.database).toFixed(0)];
      const ratios =
        kind === 'password' ? ['1', '1'] : [times(costs.server, base.server), times(both(costs), both(base))];
      return `| ${[kind === 'password' ? 'password, cost 10' : kind, ...figures, ...ratios].join(' | ')} |`;
    }),
    '',
  ].join('\n');
}
