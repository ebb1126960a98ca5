import { Authenticator } from '../support/authenticator.ts';
import { documentedEvents } from '../support/documented.ts';
import { freePort } from '../support/free-port.ts';
import { addPasskey, logInWith as logInWithPasskey } from '../support/passkeys.ts';
import { change } from '../support/passwords.ts';
import { scrape } from '../support/scrape.ts';
import { explain, sessionIdOf } from '../support/stories.ts';
import { codeOf, enrol, logInWith } from '../support/totp.ts';
import { eventsOf } from '../support/verification.ts';
import { World } from '../support/world.ts';

const port = await freePort();
const world = await World.start({ env: { METRICS_PORT: String(port) } });
afterAll(() => world.stop());

const documented = documentedEvents().map(({ type, reason }) => [type, reason].filter(Boolean).join(' '));

/** Each has a row in docs/events.md, and so a series in the metrics. */
function opened(): string[] {
  const events = eventsOf(world).filter((event) => event.startsWith('session.opened'));
  expect(documented).toEqual(expect.arrayContaining(events));
  return events;
}

async function countOf(reason: string): Promise<number | undefined> {
  return (await scrape(port)).get(`auth_events_total{type="session.opened",reason="${reason}"}`);
}

test('the event and the metric name the method that decided the login, and admin explain names them all', async () => {
  const { person, secret, recoveryCodes, tokens } = await enrol(world);
  world.log.length = 0;
  const [otp = 0, recovery = 0] = [await countOf('otp'), await countOf('recovery-code')];
  const byCode = (await logInWith(world, person, { totp: codeOf(secret) })).data.continueLogin.tokens;
  const recoveryCode = recoveryCodes[0];
  const byRecovery = (await logInWith(world, person, { recoveryCode })).data.continueLogin.tokens;
  expect(opened()).toEqual(['session.opened otp', 'session.opened recovery-code']);
  expect([await countOf('otp'), await countOf('recovery-code')]).toEqual([otp + 1, recovery + 1]);
  expect(await explain(world, sessionIdOf(byCode))).toContain(' by password and authenticator app (');
  expect(await explain(world, sessionIdOf(byRecovery))).toContain(' by password and recovery code (');
  await change(world, tokens.accessToken, person.password);
  expect(opened()).toHaveLength(3);
  expect(opened().at(-1)).toBe('session.opened otp');
});

test('a login with a passkey names the passkey', async () => {
  const { accessToken } = await world.openSession();
  const authenticator = new Authenticator();
  await addPasskey(world, accessToken, authenticator);
  world.log.length = 0;
  const { tokens } = (await logInWithPasskey(world, authenticator)).data.finishPasskeyLogin;
  expect(opened()).toEqual(['session.opened hwk']);
  expect(await explain(world, sessionIdOf(tokens))).toContain(' by passkey (');
});
