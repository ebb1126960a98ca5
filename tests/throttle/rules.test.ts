import { invalidCredentials } from '../../src/accounts/accounts.errors.ts';
import type { Attempt, AttemptKind } from '../../src/feature/attempts.ts';
import { checkFeatures } from '../../src/feature/check-features.ts';
import { systemContext } from '../../src/feature/context.ts';
import type { Feature } from '../../src/feature/feature.ts';
import type { LimitRule } from '../../src/feature/limit-rules.ts';
import { makeAttempt } from '../../src/feature/make-attempt.ts';
import { features } from '../../src/features.ts';
import { ClientError } from '../../src/kernel/errors.ts';
import { core } from '../../src/startup/own-declarations.ts';
import { codes } from '../support/client.ts';
import { World } from '../support/world.ts';

const byAccount: LimitRule = {
  name: 'code-account',
  by: 'account',
  backoff: () => ({ tries: 3, firstWait: 60, maxWait: 3_600, memory: 86_400 }),
};
const codeAttempt: AttemptKind = { name: 'planted-code', limits: [byAccount] };
const recoveryAttempt: AttemptKind = { name: 'recovery', limits: [byAccount] };
const freeAttempt: AttemptKind = { name: 'free' };

const planted: Feature = { name: 'planted', attempts: [codeAttempt, recoveryAttempt, freeAttempt] };

const world = await World.start({ features: [...features, planted] });
afterAll(() => world.stop());
beforeEach(() => world.sql('delete from throttle_counters'));

/** Makes an attempt that fails. @returns the error code. */
async function fail(attempt: Attempt): Promise<string> {
  const ctx = systemContext(world.app, 'job:test');
  const failing = makeAttempt(ctx, attempt, async (count) => {
    await count();
    throw invalidCredentials();
  });
  return failing.catch((error: unknown) => {
    if (error instanceof ClientError) return error.code;
    throw error;
  });
}

const counters = () => world.sql<{ key: string }>('select key from throttle_counters order by key');

test('counts attempts by account if their kind says so', async () => {
  const answers: string[] = [];
  for (let time = 0; time < 5; time += 1) answers.push(await fail({ kind: codeAttempt, accountId: 7 }));
  expect(answers).toEqual([...Array(3).fill('INVALID_CREDENTIALS'), 'RATE_LIMITED', 'RATE_LIMITED']);
  expect(await fail({ kind: codeAttempt, accountId: 8 })).toBe('INVALID_CREDENTIALS');
  const reasons = world.log.flatMap((line) => JSON.parse(line).event?.reason ?? []);
  expect(reasons).toEqual(['code-account', 'code-account']);
});

test('lets two kinds share a limit', async () => {
  const attempts = [codeAttempt, recoveryAttempt, codeAttempt, recoveryAttempt];
  const answers: string[] = [];
  for (const kind of attempts) answers.push(await fail({ kind, accountId: 9 }));
  expect(answers).toEqual([...Array(3).fill('INVALID_CREDENTIALS'), 'RATE_LIMITED']);
});

test('counts no attempt of a kind without limits, not even as a login', async () => {
  const person = await world.addPerson();
  await world.sql('delete from throttle_counters');
  for (let time = 0; time < 60; time += 1) {
    expect(await fail({ kind: freeAttempt, identifiers: [person.username] })).toBe('INVALID_CREDENTIALS');
  }
  expect(await counters()).toEqual([]);
  expect(codes(await world.logIn(person))).toEqual([]);
});

test('throws if an attempt lacks the value that its limit counts by', async () => {
  await expect(fail({ kind: codeAttempt, identifiers: ['alice'] })).rejects.toThrow(
    'An attempt "planted-code" lacks the value that the limit "code-account" counts by.',
  );
  expect(await counters()).toEqual([]);
});

test.each<[string, Feature, RegExp]>([
  [
    'of another feature',
    { name: 'other', attempts: [{ name: 'other', limits: [{ ...byAccount, name: 'login-name' }] }] },
    /the limit "login-name" is declared by "password" and by "other"/,
  ],
  [
    'twice in one feature',
    {
      name: 'other',
      attempts: [
        { name: 'one', limits: [byAccount] },
        { name: 'two', limits: [{ ...byAccount }] },
      ],
    },
    /the limit "code-account" is declared by "other" and by "other"/,
  ],
])('rejects the name of a limit %s', (_what, feature, message) => {
  expect(() => checkFeatures(core, [...features, feature])).toThrow(message);
});
