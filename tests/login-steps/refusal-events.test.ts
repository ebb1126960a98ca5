import type { Feature } from '../../src/feature/feature.ts';
import { features } from '../../src/features.ts';
import { execute } from '../../src/platform/database/database.ts';
import { codes, makePerson } from '../support/client.ts';
import { mailedTo } from '../support/mailed.ts';
import { mailReset, requestReset, reset } from '../support/passwords.ts';
import { continueLogin, forgetLimits, startLogin } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start({
  env: { EMAIL_VERIFICATION: 'required', CODE_FAILURES_PER_ADDRESS: 'off' },
});
afterAll(() => world.stop());

const unknownId = '0199a0a0-0000-7000-8000-000000000000';

/** The refusals that `run` causes, with the account that each names. */
async function refusals(run: () => Promise<unknown>) {
  world.log.length = 0;
  await run();
  return world.log
    .flatMap((line) => JSON.parse(line).event ?? [])
    .filter(({ type }) => ['code.rejected', 'link.refused', 'challenge.refused'].includes(type))
    .map(({ type, reason, userId }) => [type, reason, userId]);
}

const expireSecrets = (id: string) =>
  world.sql("update one_time_secrets set expires_at = now() - interval '1 second' where user_id = $1", [id]);

test('records wrong codes, with the account if there is one', async () => {
  const person = await world.addPerson();
  const { flow } = await mailReset(world, person.email);
  const wrong = () => reset(world, { flow, code: 'BBBBBBBB' });
  expect(await refusals(wrong)).toEqual([['code.rejected', 'wrong', Number(person.id)]]);
  for (let tries = 1; tries < 5; tries += 1) await wrong();
  expect(await refusals(wrong)).toEqual([['code.rejected', 'ended', undefined]]);
  const { data } = await requestReset(world, makePerson().email);
  const decoy = { flow: data.requestPasswordReset.flow, code: 'BBBBBBBB' };
  expect(await refusals(() => reset(world, decoy))).toEqual([['code.rejected', 'wrong', undefined]]);
  for (const none of [unknownId, 'nonsense']) {
    const guess = () => reset(world, { flow: none, code: 'BBBBBBBB' });
    expect(await refusals(guess)).toEqual([['code.rejected', 'ended', undefined]]);
  }
});

test('records refused links, with the account if the link is genuine', async () => {
  const person = await world.addPerson();
  const { token } = await mailReset(world, person.email);
  await reset(world, { token });
  const again = () => reset(world, { token });
  expect(await refusals(again)).toEqual([['link.refused', 'used', Number(person.id)]]);
  await forgetLimits(world);
  const late = (await mailReset(world, person.email)).token;
  await expireSecrets(person.id);
  expect(await refusals(() => reset(world, { token: late }))).toEqual([
    ['link.refused', 'expired', Number(person.id)],
  ]);
  const end = late.endsWith('A') ? 'B' : 'A';
  for (const forged of [`${late.slice(0, -1)}${end}`, 'nonsense']) {
    expect(await refusals(() => reset(world, { token: forged }))).toEqual([
      ['link.refused', 'invalid', undefined],
    ]);
  }
});

async function challenged() {
  const person = await world.addPerson();
  const { challenge } = (await startLogin(world, person)).data.startLogin.next;
  const { code } = await mailedTo(world, person.email);
  const guess = () => refusals(() => continueLogin(world, challenge as string, code));
  const change = (set: string) =>
    world.sql(`update login_challenges set ${set} where user_id = $1`, [person.id]);
  return { person, id: Number(person.id), guess, change };
}

test('records that a login needs another proof', async () => {
  world.log.length = 0;
  const { id } = await challenged();
  const events = world.log.flatMap((line) => JSON.parse(line).event ?? []);
  expect(events).toEqual([
    { type: 'login.challenged', outcome: 'success', userId: id, reason: 'EMAIL_VERIFICATION' },
  ]);
});

test('records why a challenge was refused', async () => {
  const [expired, used, tried, disabled] = await Promise.all(Array.from({ length: 4 }, challenged));
  await expired?.change("expires_at = now() - interval '1 second'");
  expect(await expired?.guess()).toEqual([['challenge.refused', 'expired', expired?.id]]);
  expect(await used?.guess()).toEqual([]);
  expect(await used?.guess()).toEqual([['challenge.refused', 'used', used?.id]]);
  await tried?.change('tries = 5');
  expect(await tried?.guess()).toEqual([['challenge.refused', 'tries', tried?.id]]);
  await world.sql('update users set is_active = false where id = $1', [disabled?.id]);
  expect(await disabled?.guess()).toEqual([['challenge.refused', 'disabled', disabled?.id]]);
  for (const none of [`${unknownId}.x`, 'nonsense']) {
    expect(await refusals(() => continueLogin(world, none, 'BBBBBBBB'))).toEqual([
      ['challenge.refused', 'unknown', undefined],
    ]);
  }
});

test('records that the last step of a login was refused, although its unit of work is rolled back', async () => {
  const disabling: Feature = {
    name: 'disabling',
    beforeSession: async ({ em }, { account }) => {
      await execute(em, 'update users set is_active = false where id = $1', [account.id]);
    },
  };
  const { person, id } = await challenged();
  const { code } = await mailedTo(world, person.email);
  const env = { EMAIL_VERIFICATION: 'required' };
  const other = await World.start({ database: world.database, features: [...features, disabling], env });
  const { challenge } = (await startLogin(other, person)).data.startLogin.next;
  other.log.length = 0;
  expect(codes(await continueLogin(other, challenge, code))).toEqual(['INVALID_CREDENTIALS']);
  expect(other.log.flatMap((line) => JSON.parse(line).event ?? [])).toEqual([
    { type: 'session.refused', outcome: 'refused', userId: id, reason: 'disabled' },
  ]);
  await other.stop();
});
