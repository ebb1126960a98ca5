import type { CommandCall } from '../../src/feature/command.ts';
import { systemContext } from '../../src/feature/context.ts';
import { sessionCommands } from '../../src/sessions/session-commands.ts';
import { from, makePerson } from './client.ts';
import { age } from './time.ts';
import { decodeJwt, forgeAccessToken, forgeRefreshToken } from './tokens.ts';
import type { World } from './world.ts';

/** Limits that `liveThroughEverything` can reach. */
export const narrowLimits = {
  SESSIONS_PER_USER: '2',
  LOGIN_FAILURES_PER_ADDRESS: '45/15m',
  SIGNUPS_PER_ADDRESS: '8/1h',
  REFRESHES_PER_ADDRESS: '30/1h',
  TRUST_PROXY: '1',
};

const unknownKey = (token: string) => `${token.slice(0, -8)}AAAAAAAA`;

/** Everything that can happen, once at least: each event of docs/events.md. */
export async function liveThroughEverything(world: World): Promise<void> {
  const person = await world.addPerson();
  const wrong = { ...person, password: 'a wrong guess' };
  await world.logIn(wrong);
  await world.logIn(makePerson());
  await world.signUp({ ...makePerson(), username: person.username });
  await world.signUp({ ...makePerson(), email: person.email });

  const stolen = await world.openSession(person);
  const second = (await world.refresh(stolen.refreshToken)).data.refresh;
  await world.refresh(stolen.refreshToken);
  await age(world, stolen.accessToken, '1 minute');
  await world.refresh(stolen.refreshToken);
  await world.refresh(second.refreshToken);
  await world.me(stolen.accessToken);

  const tokens = await world.openSession(person);
  const [access, refresh] = [decodeJwt(tokens.accessToken), decodeJwt(tokens.refreshToken)];
  const later = (seconds: number) => ({ ...access, iat: access.iat + seconds, exp: access.exp + seconds });
  for (const token of ['nonsense', unknownKey(tokens.accessToken)]) await world.me(token);
  for (const seconds of [3_600, -90_000]) await world.me(forgeAccessToken(later(seconds)));
  for (const token of ['nonsense', unknownKey(tokens.refreshToken)]) await world.refresh(token);
  await world.refresh(forgeRefreshToken({ ...refresh, gen: 7 }));
  await world.refresh(forgeRefreshToken({ ...refresh, sub: '2147483647' }));
  await world.logOut({ refreshToken: tokens.refreshToken });

  const old = await world.openSession(person);
  await age(world, old.accessToken, '40 days');
  await world.refresh(old.refreshToken);
  for (let time = 0; time < 3; time += 1) await world.openSession(person);
  const last = await world.openSession(person);
  await world.sql('update users set is_active = false where id = $1', [person.id]);
  await world.logIn(person);
  await world.refresh(last.refreshToken);
  await world.me(last.accessToken);
  await command(world, 'users enable', person.username);
  await command(world, 'users disable', person.username);
  await command(world, 'users enable', person.username);
  await world.openSession(person);
  await command(world, 'sessions end', person.username);

  for (let time = 0; time < 12; time += 1) await world.logIn(wrong, from('192.0.2.1'));
  for (let time = 0; time < 60; time += 1) await world.logIn(wrong, from(`198.51.100.${time}`));
  for (let time = 0; time < 46; time += 1) await world.logIn(makePerson(), from('192.0.2.2'));
  for (let time = 0; time < 9; time += 1) await world.signUp(makePerson(), from('192.0.2.3'));
  for (let time = 0; time < 31; time += 1) await world.refresh('nonsense', from('192.0.2.4'));
}

/** As `npm run admin` carries it out, in the service's own log. */
async function command({ app }: World, name: string, user: string): Promise<void> {
  const open = async () => systemContext(app, 'cli:test');
  await sessionCommands[name]?.run({
    operands: [user],
    options: {},
    open,
  } as Partial<CommandCall> as CommandCall);
}
