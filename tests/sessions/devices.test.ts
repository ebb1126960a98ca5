import { deviceOf } from '../../src/sessions/device.ts';
import { within } from '../support/patience.ts';
import { World } from '../support/world.ts';
import { userAgents } from './user-agents.ts';

const world = await World.start();
afterAll(() => world.stop());

const query = '{ me { sessions { device kind } } }';

/** Logs in with this user agent. @returns the device of that session, as its owner sees it. */
async function deviceAfterLogin(userAgent: string): Promise<unknown> {
  const person = await world.addPerson();
  const { data } = await world.logIn(person, { headers: { 'user-agent': userAgent } });
  const { data: seen } = await world.ask(query, {}, { token: data.login.accessToken });
  return seen.me.sessions[0];
}

test('names the devices of 40 user agents and more', async () => {
  expect(userAgents.length).toBeGreaterThanOrEqual(40);
  const seen = await Promise.all(userAgents.map(({ text }) => deviceAfterLogin(text)));
  expect(seen).toEqual(userAgents.map(({ device, kind }) => ({ device, kind })));
});

test('calls a login without a user agent an unknown device', () => {
  const unknown = { program: undefined, system: undefined, kind: 'OTHER' };
  for (const text of [null, undefined, '', '   ']) expect(deviceOf(text)).toEqual(unknown);
});

test('reads hostile user agents quickly', () => {
  const hostile = [
    'Mozilla/5.0 '.repeat(22),
    `Mozilla/5.0 (${'('.repeat(244)}`,
    `Mozilla/5.0 (${' '.repeat(244)}`,
    'a'.repeat(256),
    'a/1 '.repeat(64),
    `Mozilla/5.0 ${'Version/1.0 '.repeat(20)}`,
    `Mozilla/5.0 (X11; Linux) ${'Chrome/'.repeat(33)}`,
    '1.'.repeat(128),
  ];
  for (const text of hostile) {
    const start = performance.now();
    // A digit at the end makes each user agent unique, so that none is cached.
    for (let round = 0; round < 10; round += 1) deviceOf(`${text.slice(0, 255)}${round}`);
    expect(performance.now() - start).toBeLessThan(within(500));
  }
});
