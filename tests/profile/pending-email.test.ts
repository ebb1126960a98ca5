import { cancelEmailChange, confirmEmailChange, requestChange } from '../support/identifiers.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: { MAIL_REQUESTS_PER_ADDRESS: 'off' } });
afterAll(() => world.stop());

const pendingOf = async (token: string) =>
  (await world.ask('{ me { pendingEmail } }', {}, { token })).data.me.pendingEmail;

test('is the new email until the change is confirmed, cancelled or replaced, or has expired', async () => {
  const { accessToken: without } = await world.openSession();
  expect(await pendingOf(without)).toBeNull();

  const confirmed = await requestChange(world);
  expect(await pendingOf(confirmed.accessToken)).toBe(confirmed.newEmail);
  const { token } = confirmed.mail;
  const { data } = await confirmEmailChange(world, { token }, confirmed.accessToken);
  expect(await pendingOf(data.confirmEmailChange.accessToken)).toBeNull();

  const cancelled = await requestChange(world);
  await cancelEmailChange(world, cancelled.notice.token);
  expect(await pendingOf(cancelled.accessToken)).toBeNull();

  const replaced = await requestChange(world);
  const { newEmail } = await requestChange(world, { owner: replaced.owner });
  expect(await pendingOf(replaced.accessToken)).toBe(newEmail);

  await world.sql("update one_time_secrets set expires_at = now() where purpose = 'change-email'");
  expect(await pendingOf(replaced.accessToken)).toBeNull();
});

test('is the same for the email of another account', async () => {
  const { email } = await world.addPerson();
  const { accessToken } = await world.openSession();
  await world.ask(
    'mutation ($input: RequestEmailChangeInput!) { requestEmailChange(input: $input) { flow } }',
    { input: { newEmail: email } },
    { token: accessToken },
  );
  expect(await pendingOf(accessToken)).toBe(email);
});

test('is shown to no one but the owner, through _entities too', async () => {
  const [own, other] = [await requestChange(world), await requestChange(world)];
  const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { pendingEmail } } }';
  const r = [own, other].map(({ owner: { id } }) => ({ __typename: 'User', id }));
  const seenWith = async (options: { token?: string } = {}) =>
    (await world.ask(query, { r }, options)).data._entities;
  expect(await seenWith({ token: own.accessToken })).toEqual([
    { pendingEmail: own.newEmail },
    { pendingEmail: null },
  ]);
  expect(await seenWith()).toEqual([{ pendingEmail: null }, { pendingEmail: null }]);
});
