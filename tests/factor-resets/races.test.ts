import { applyFactorResets } from '../../src/factor-resets/apply-factor-resets.ts';
import { codes } from '../support/client.ts';
import { cancelFactorReset, makeDue, requestReset, resetFactors, stateOf } from '../support/factor-resets.ts';
import { mailsTo } from '../support/mailed.ts';
import { isolationLevels, Replicas } from '../support/replicas.ts';
import { continueWith } from '../support/second-factors.ts';
import { challengeOf, codeOf, enrol } from '../support/totp.ts';
import { eventsOf, forgetLimits, persist } from '../support/verification.ts';

const rounds = 8;

describe.each(isolationLevels)('%s', (isolation) => {
  let started: Replicas;
  let replicas: Replicas['all'];

  beforeAll(async () => {
    started = await Replicas.start(isolation);
    replicas = started.all;
  });
  afterAll(() => started.stop());
  beforeEach(async () => {
    await forgetLimits(replicas[0]);
    for (const { log } of replicas) log.length = 0;
  });

  const happened = (type: string) =>
    replicas.flatMap(eventsOf).filter((each) => each.split(' ')[0] === type).length;
  const kindsTo = async (email: string) => (await mailsTo(replicas[0], email)).map(({ kind }) => kind);

  test('requests at once have one date and one mail', async () => {
    const { person } = await enrol(replicas[0]);
    const done = await Promise.all(
      Array.from({ length: 6 }, () => resetFactors(replicas[0], person.username)),
    );
    expect(done.map(({ code }) => code)).toEqual(done.map(() => 0));
    expect(new Set(done.map(({ results }) => results[0].dueAt)).size).toBe(1);
    expect(await kindsTo(person.email)).toEqual(['second-factor-added', 'factors-reset-requested']);
  });

  test('twenty clicks on one link cancel once', async () => {
    const { person, link } = await requestReset(replicas[0]);
    const answers = await started.race((world) => persist(() => cancelFactorReset(world, link)));
    expect(answers.flatMap(codes)).toEqual([]);
    expect(happened('second-factor.reset-cancelled')).toBe(1);
    expect(await stateOf(replicas[0], person)).toEqual({ isPending: false, hasTotp: true });
  });

  test('twenty runs of the job apply a reset once', async () => {
    const { person } = await requestReset(replicas[0]);
    await makeDue(replicas[0], person);
    const counts = await started.race(({ app }) => applyFactorResets(app));
    const sum = counts.reduce((all, each) => all + each, 0);
    // With serializable isolation, all runs may give up. The next one then finds the reset.
    const later = await applyFactorResets(replicas[0].app);
    expect(sum + later).toBe(1);
    expect(happened('second-factor.reset')).toBe(1);
    expect((await kindsTo(person.email)).filter((kind) => kind === 'factors-reset')).toHaveLength(1);
  });

  test('a cancellation and the job have one effect', async () => {
    const [world, other] = replicas;
    for (let round = 0; round < rounds; round += 1) {
      const { person, link } = await requestReset(world);
      await makeDue(world, person);
      const [answer] = await Promise.all([
        persist(() => cancelFactorReset(world, link)),
        applyFactorResets(other.app),
      ]);
      await applyFactorResets(other.app);
      const isCancelled = codes(answer).length === 0;
      expect(await stateOf(world, person)).toEqual({ isPending: false, hasTotp: isCancelled });
    }
    expect(happened('second-factor.reset-cancelled') + happened('second-factor.reset')).toBe(rounds);
  });

  test('a login with the authenticator and the job have one effect', async () => {
    const [world, other] = replicas;
    for (let round = 0; round < rounds; round += 1) {
      const { person, secret } = await requestReset(world);
      const challenge = await challengeOf(world, person);
      await makeDue(world, person);
      const [answer] = await Promise.all([
        persist(() => continueWith(world, challenge, { totp: codeOf(secret) })),
        applyFactorResets(other.app),
      ]);
      await applyFactorResets(other.app);
      const { hasTotp = false } = (await stateOf(world, person)) ?? {};
      const live = await world.sql('select 1 from sessions where user_id = $1 and revoked_at is null', [
        person.id,
      ]);
      // A login that comes first cancels the reset. One that comes second has lost its challenge.
      expect([hasTotp, live.length > 0]).toEqual([codes(answer).length === 0, codes(answer).length === 0]);
    }
  });
});
