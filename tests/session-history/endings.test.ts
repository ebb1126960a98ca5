import { features } from '../../src/features.ts';
import { writeIncidents } from '../../src/session-history/count-incidents.ts';
import { explainEnd } from '../../src/session-history/endings.ts';
import { purgeSessions } from '../../src/session-history/purge-sessions.ts';
import type { SessionFacts } from '../../src/session-history/session-facts.ts';
import type { Answer, Tokens } from '../support/client.ts';
import { change, mailReset, reset, stronger } from '../support/passwords.ts';
import { admin, behindProxy, explain, on, requestIdOf, sessionIdOf } from '../support/stories.ts';
import { age } from '../support/time.ts';
import { World } from '../support/world.ts';

const env = { ...behindProxy, SESSIONS_PER_USER: '2', REFRESH_REUSE_WINDOW: '0s', SESSION_MAX_AGE: '60d' };
const world = await World.start({ env });
afterAll(() => world.stop());

const phone = on('203.0.113.7');
const laptop = on('198.51.100.9', 'Laptop/2.0');
const logOut = (input: object, options = laptop): Promise<Answer> =>
  world.ask(
    'mutation ($input: LogoutInput) { logout(input: $input) { revokedSessions } }',
    { input },
    options,
  );

async function open(person?: Parameters<World['logIn']>[0]): Promise<{ tokens: Tokens; request: string }> {
  const answer = await world.logIn(person ?? (await world.addPerson()), phone);
  return { tokens: answer.data.login, request: requestIdOf(answer) };
}

/** The line that says why the session ended. It must be the same once the session is in the history. */
async function endOf(tokens: Tokens, { isOld = false } = {}): Promise<string> {
  const id = sessionIdOf(tokens);
  const line = (text: string) => text.split('\n').find((each) => each.includes('Ended')) ?? text;
  const fresh = line(await explain(world, id));
  if (!isOld)
    await world.sql("update sessions set revoked_at = revoked_at - interval '2 days' where id = $1", [id]);
  await purgeSessions(world.app);
  expect(await world.sql('select from sessions where id = $1', [id])).toEqual([]);
  // The purge needs an older end.
  const because = (text: string) =>
    text.replace(/.* because /, 'Because ').replace(/\S+ \d\d:\d\d:\d\d UTC/g, 'TIME');
  expect(because(line(await explain(world, id)))).toBe(because(fresh));
  return because(fresh);
}

const by = (request: string) => `(from 198.51.100.9, with Laptop, request ${request}).`;

test('a logout', async () => {
  const { tokens } = await open();
  const answer = await logOut({ refreshToken: tokens.refreshToken });
  expect(await endOf(tokens)).toBe(`Because its owner logged out ${by(requestIdOf(answer))}`);
});

test.each(['OTHERS', 'ALL'])('a logout on another device with the scope %s', async (scope) => {
  const person = await world.addPerson();
  const [{ tokens }, other] = [await open(person), await open(person)];
  const answer = await logOut({ scope, refreshToken: other.tokens.refreshToken });
  const actor = sessionIdOf(other.tokens);
  expect(await endOf(tokens)).toBe(
    `Because its owner logged out other devices from session ${actor} ${by(requestIdOf(answer))}`,
  );
  if (scope === 'ALL')
    expect(await endOf(other.tokens)).toBe(`Because its owner logged out ${by(requestIdOf(answer))}`);
  else expect(await explain(world, actor)).toContain('It is live.');
});

test('a login that displaces the session', async () => {
  const person = await world.addPerson();
  const { tokens } = await open(person);
  await open(person);
  const answer = await world.logIn(person, laptop);
  const newer = sessionIdOf(answer.data.login);
  expect(await endOf(tokens)).toBe(
    `Because the account had more than SESSIONS_PER_USER sessions after a login that opened session ${newer} ${by(requestIdOf(answer))}`,
  );
});

test('a reused refresh token: the story names the request that used it first, and the one that used it again', async () => {
  const { tokens } = await open();
  const first = await world.refresh(tokens.refreshToken, phone);
  const second = await world.refresh(first.data.refresh.refreshToken, phone);
  await world.refresh(second.data.refresh.refreshToken, phone);
  const again = await world.refresh(first.data.refresh.refreshToken, laptop);
  expect(await endOf(tokens)).toMatch(
    new RegExp(
      `^Because its refresh token was used twice: first at TIME \\(from 203\\.0\\.113\\.7, request ${requestIdOf(second)}\\), ` +
        `again at TIME \\(from 198\\.51\\.100\\.9, with Laptop, request ${requestIdOf(again)}\\)\\.$`,
    ),
  );
});

test('a reused refresh token whose first use is too long ago: the story says which line of the log names it', async () => {
  const { tokens } = await open();
  let { refreshToken } = tokens;
  for (let time = 0; time < 6; time += 1)
    refreshToken = (await world.refresh(refreshToken)).data.refresh.refreshToken;
  const again = await world.refresh(tokens.refreshToken, laptop);
  expect(await endOf(tokens)).toMatch(
    new RegExp(
      `first before TIME \\(refresh number 1 of session ${sessionIdOf(tokens)} in the log\\), ` +
        `again at .* \\(.*request ${requestIdOf(again)}\\)\\.$`,
    ),
  );
});

test('a disabled account', async () => {
  const person = await world.addPerson();
  const { tokens } = await open(person);
  await admin(world, 'users', 'disable', person.username);
  expect(await endOf(tokens)).toMatch(
    /^Because an operator disabled the account \(operator test, request \S{36}\)\.$/,
  );
});

test('an operator', async () => {
  const person = await world.addPerson();
  const [{ tokens }, other] = [await open(person), await open(person)];
  const { text, stderr } = await admin(world, 'sessions', 'end', sessionIdOf(tokens));
  expect(JSON.parse(text)).toEqual({ sessionId: sessionIdOf(tokens), endedSessions: 1 });
  expect(JSON.parse(stderr).event).toMatchObject({ type: 'session.revoked', actor: 'cli:test' });
  expect(await endOf(tokens)).toMatch(/^Because an operator ended it \(operator test, request \S{36}\)\.$/);
  await admin(world, 'sessions', 'end', person.username);
  expect(await endOf(other.tokens)).toMatch(/^Because an operator ended it \(operator test/);
});

test('a password reset', async () => {
  const person = await world.addPerson();
  const { tokens } = await open(person);
  const { token } = await mailReset(world, person.email);
  const answer = await reset(world, { token }, stronger, laptop);
  expect(await endOf(tokens)).toBe(
    `Because the password was reset with a link or a code from a mail ${by(requestIdOf(answer))}`,
  );
});

test('a password change', async () => {
  const person = await world.addPerson();
  const [{ tokens }, other] = [await open(person), await open(person)];
  const answer = await change(world, other.tokens.accessToken, person.password, stronger);
  expect(await endOf(tokens)).toMatch(
    new RegExp(
      `^Because the password was changed from session ${sessionIdOf(other.tokens)} \\(.*request ${requestIdOf(answer)}\\)\\.$`,
    ),
  );
});

test('a session that no client refreshes', async () => {
  const { tokens } = await open();
  await age(world, tokens.refreshToken, '32 days');
  expect(await endOf(tokens, { isOld: true })).toBe(
    'Because no client refreshed it in time (REFRESH_TOKEN_TTL).',
  );
});

test('a session at its maximum age, although clients refresh it', async () => {
  const { tokens } = await open();
  await age(world, tokens.refreshToken, '59 days');
  await world.sql("update sessions set idle_expires_at = now() + interval '1 hour' where id = $1", [
    sessionIdOf(tokens),
  ]);
  const { data } = await world.refresh(tokens.refreshToken);
  await age(world, data.refresh.refreshToken, '3 days');
  expect(await endOf(tokens, { isOld: true })).toBe(
    'Because it had reached its maximum age (SESSION_MAX_AGE).',
  );
});

test('the owner, on another device', async () => {
  const person = await world.addPerson();
  const [{ tokens }, other] = [await open(person), await open(person)];
  const query = 'mutation ($id: ID!) { endSession(input: { id: $id }) { revokedSessions } }';
  const options = { ...laptop, token: other.tokens.accessToken };
  const answer = await world.ask(query, { id: sessionIdOf(tokens) }, options);
  expect(await endOf(tokens)).toBe(
    `Because its owner ended it from session ${sessionIdOf(other.tokens)} ${by(requestIdOf(answer))}`,
  );
});

test('an owner who deletes the account: the story names the owner, the session and the request', async () => {
  const person = await world.addPerson();
  const [{ tokens }, other] = [await open(person), await open(person)];
  const query = 'mutation { deleteAccount { dueAt } }';
  const answer = await world.ask(query, {}, { ...laptop, token: other.tokens.accessToken });
  const request = requestIdOf(answer);
  const actor = sessionIdOf(other.tokens);
  const cause = 'ecause its owner requested the deletion of the account';
  const ended = await explain(world, request);
  expect(await endOf(tokens)).toBe(`B${cause} from session ${actor} ${by(request)}`);
  expect(await endOf(other.tokens)).toBe(`B${cause} ${by(request)}`);
  expect(ended).toContain(`b${cause} from session ${actor} (from 198.51.100.9, with Laptop).\n`);
  expect(ended).toContain(`b${cause} (from 198.51.100.9, with Laptop).\n`);
  expect(ended.split(request)).toHaveLength(2);
});

test('an operator who deletes the account', async () => {
  const person = await world.addPerson();
  const { tokens } = await open(person);
  await admin(world, 'users', 'delete', person.username);
  expect(await endOf(tokens)).toMatch(
    /^Because an operator requested the deletion of the account \(operator test, request \S{36}\)\.$/,
  );
});

test('the requests that a closing account rejects are not blamed on an operator', async () => {
  const person = await world.addPerson();
  const { tokens } = await open(person);
  await world.ask('mutation { deleteAccount { dueAt } }', {}, { ...laptop, token: tokens.accessToken });
  const rejected = requestIdOf(await world.me(tokens.accessToken));
  await writeIncidents(world.app);
  expect(await explain(world, sessionIdOf(tokens))).toContain(
    '1 request refused, because the account was waiting for its deletion: at ',
  );
  expect(await explain(world, rejected)).toContain(
    '1 request refused, because the account was disabled or waiting for its deletion: at ',
  );
});

test('every reason that a feature declares has a text', () => {
  const reasons = features.flatMap(({ revocationReasons = [] }) => revocationReasons);
  expect(reasons.length).toBeGreaterThan(7);
  const session = { rotations: [], ending: null } as unknown as SessionFacts;
  const unexplained = reasons.filter((reason) =>
    explainEnd({ ...session, reason }).cause.includes('docs/events.md'),
  );
  expect({ 'to add to src/session-history/endings.ts': unexplained }).toEqual({
    'to add to src/session-history/endings.ts': [],
  });
});

test('a reason that no text explains', async () => {
  const { tokens } = await open();
  await world.sql("update sessions set revoked_at = now(), revoked_reason = 'planted' where id = $1", [
    sessionIdOf(tokens),
  ]);
  expect(await endOf(tokens)).toBe('Because of "planted", as described in docs/events.md.');
});
