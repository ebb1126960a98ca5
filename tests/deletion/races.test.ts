import { setTimeout as sleep } from 'node:timers/promises';
import { purgeAccounts } from '../../src/deletion/purge-accounts.ts';
import { type Answer, codes, type Person } from '../support/client.ts';
import {
  beginRestoring,
  closePerson,
  deleteAccount,
  makeDue,
  restoreAccount,
  restoreByLogin,
  stateOf,
} from '../support/deletion.ts';
import { mailsTo } from '../support/mailed.ts';
import { isolationLevels, Replicas } from '../support/replicas.ts';
import { eventsOf, forgetLimits, persist, reasonsOf, startLogin } from '../support/verification.ts';
import type { World } from '../support/world.ts';

const rounds = 10;

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

  const race = (run: (world: World) => Promise<Answer>) => started.race((world) => persist(() => run(world)));
  const happened = (type: string) =>
    replicas.flatMap(eventsOf).filter((each) => each.startsWith(type)).length;
  const kindsTo = async ({ email }: Person) => (await mailsTo(replicas[0], email)).map(({ kind }) => kind);

  test('twenty deletions at once have one date and one mail', async () => {
    const [world] = replicas;
    const person = await world.addPerson();
    const { accessToken } = await world.openSession(person);
    const answers = await race((replica) => deleteAccount(replica, accessToken));
    const dates = new Set(answers.map(({ data }) => data?.deleteAccount.dueAt).filter(Boolean));
    expect(dates.size).toBe(1);
    // Calls that arrive after the first one has committed no longer have a session.
    expect(answers.flatMap(codes).filter((code) => code !== 'UNAUTHENTICATED')).toEqual([]);
    expect(await kindsTo(person)).toEqual(['account-closing']);
    expect(happened('account.closing')).toBe(1);
  });

  test('a deletion raced with logins and refreshes leaves no session', async () => {
    const [world, other] = replicas;
    for (let round = 0; round < rounds; round += 1) {
      const person = await world.addPerson();
      const { accessToken, refreshToken } = await world.openSession(person);
      const [gone, ...answers] = await Promise.all([
        persist(() => deleteAccount(world, accessToken)),
        persist(() => other.logIn(person)),
        persist(() => startLogin(other, person)),
        persist(() => other.refresh(refreshToken)),
        persist(() => world.logIn(person)),
      ]);
      expect(codes(gone)).toEqual([]);
      const allowed = ['FURTHER_PROOF_REQUIRED', 'INVALID_CREDENTIALS', 'INVALID_REFRESH_TOKEN'];
      for (const answer of answers) expect(allowed).toEqual(expect.arrayContaining(codes(answer)));
      const live = await world.sql('select 1 from sessions where user_id = $1 and revoked_at is null', [
        person.id,
      ]);
      expect(live).toEqual([]);
      expect(await stateOf(world, person)).toEqual({ isActive: false, isClosing: true, isDeleted: false });
    }
  });

  test('twenty uses of one link restore once', async () => {
    const { person, link } = await closePerson(replicas[0]);
    const answers = await race((replica) => restoreAccount(replica, link));
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    expect(new Set(answers.flatMap(reasonsOf))).toEqual(new Set(['LINK_INVALID USED']));
    expect(await kindsTo(person)).toEqual(['account-closing', 'account-restored']);
    expect(happened('account.restored')).toBe(1);
  });

  test('twenty uses of one challenge open one session', async () => {
    const [world] = replicas;
    const { person } = await closePerson(world);
    const challenge = await beginRestoring(world, person);
    const answers = await race((replica) => restoreByLogin(replica, challenge));
    expect(answers.filter(({ data }) => data?.continueLogin.tokens)).toHaveLength(1);
    expect(new Set(answers.flatMap(codes))).toEqual(new Set(['CHALLENGE_INVALID']));
    expect(happened('account.restored')).toBe(1);
  });

  test('a restoration raced with the purge: exactly one wins', async () => {
    const [world, other] = replicas;
    const winners = new Set<string>();
    for (let round = 0; round < 2 * rounds || (winners.size < 2 && round < 10 * rounds); round += 1) {
      const { person, link } = await closePerson(world);
      const challenge = await beginRestoring(world, person);
      await makeDue(world, person);
      const restore = () =>
        round % 2 === 0 ? restoreAccount(world, link) : restoreByLogin(world, challenge);
      // The sides take turns to get a head start. It grows, so that both win on a machine of any speed.
      const headStart = 2 * round + 20 * Math.max(0, round - 2 * rounds);
      const [early, late] = round % 4 < 2 ? [0, headStart] : [headStart, 0];
      const [answer] = await Promise.all([
        sleep(early).then(() => persist(restore)),
        sleep(late).then(() => purgeAccounts(other.app)),
        sleep(late).then(() => purgeAccounts(world.app)),
      ]);
      const isRestored = answer.errors === undefined;
      if (!isRestored) expect(['LINK_INVALID', 'CHALLENGE_INVALID']).toContain(codes(answer)[0]);
      expect(await stateOf(world, person)).toEqual(
        isRestored
          ? { isActive: true, isClosing: false, isDeleted: false }
          : { isActive: null, isClosing: false, isDeleted: true },
      );
      expect((await kindsTo(person)).at(-1)).toBe(isRestored ? 'account-restored' : 'account-deleted');
      winners.add(isRestored ? 'restoration' : 'purge');
    }
    expect(winners.size).toBe(2);
  });

  test('purges in parallel delete each account once', async () => {
    const [world, other] = replicas;
    const people = [];
    for (let count = 0; count < 10; count += 1) {
      const { person } = await closePerson(world);
      await makeDue(world, person);
      people.push(person);
    }
    const counts = await Promise.all([world, other, world, other].map(({ app }) => purgeAccounts(app)));
    const rest = await purgeAccounts(world.app);
    expect(counts.reduce((sum, count) => sum + count, rest)).toBe(people.length);
    expect(happened('account.deleted')).toBe(people.length);
    for (const person of people) expect(await kindsTo(person)).toEqual(['account-deleted']);
  });
});
