import { type Answer, codes } from '../support/client.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { isolationLevels, Replicas, racers } from '../support/replicas.ts';
import {
  continueLogin,
  eventsOf,
  forgetLimits,
  persist,
  requestVerification,
  startLogin,
  verifyEmail,
} from '../support/verification.ts';
import { World } from '../support/world.ts';

describe.each(isolationLevels)('%s', (isolation) => {
  let started: Replicas;
  let replicas: Replicas['all'];

  beforeAll(async () => {
    started = await Replicas.start(isolation, {
      EMAIL_VERIFICATION: 'required',
      CODE_FAILURES_PER_ADDRESS: 'off',
      MAIL_REQUESTS_PER_ADDRESS: 'off',
    });
    replicas = started.all;
  });
  afterAll(() => started.stop());

  const race = (run: (world: World) => Promise<Answer>) => started.race((world) => persist(() => run(world)));
  const verified = () => replicas.flatMap(eventsOf).filter((type) => type === 'account.verified');

  /** A session from before the mode became `required`, and the mail that it requests. */
  async function prepare() {
    const before = await World.start({ database: replicas[0].database });
    const person = await before.addPerson();
    const { accessToken } = await before.openSession(person);
    await before.stop();
    const { data } = await requestVerification(replicas[0], accessToken);
    const { flow } = data.requestEmailVerification;
    for (const { log } of replicas) log.length = 0;
    return { person, accessToken, flow, mail: await mailedTo(replicas[0], person.email) };
  }

  test('racing clicks on one link all succeed, with one event', async () => {
    const { accessToken, mail } = await prepare();
    const answers = await race((world) => verifyEmail(world, { token: mail.token }, accessToken));
    expect(answers.flatMap(codes)).toEqual([]);
    expect(verified()).toHaveLength(1);
  });

  test('of racing calls with one code, all that are compared succeed, with one event', async () => {
    const { accessToken, mail, flow } = await prepare();
    const answers = await race((world) => verifyEmail(world, { flow, code: mail.code }, accessToken));
    const refused = answers.flatMap(codes);
    expect(refused).toEqual(Array(refused.length).fill('CODE_INVALID'));
    // At most five codes are compared at a time, and a correct code costs no try.
    expect(refused.length).toBeLessThanOrEqual(racers - 5);
    expect(verified()).toHaveLength(1);
  });

  test('racing requests send one mail, and share one secret', async () => {
    const { person, accessToken } = await prepare();
    await forgetLimits(replicas[0]);
    const answers = await race((world) => requestVerification(world, accessToken));
    expect(answers.flatMap(codes)).toEqual([]);
    expect(await mailsTo(replicas[0], person.email)).toHaveLength(2);
    const secrets = 'select id from one_time_secrets where user_id = $1';
    expect(await replicas[0].sql(secrets, [person.id])).toHaveLength(1);
  });

  test('one challenge and one right code open one session', async () => {
    const person = await replicas[0].addPerson();
    const { data } = await startLogin(replicas[0], person);
    const { challenge } = data.startLogin.next;
    const { code } = await mailedTo(replicas[0], person.email);
    const answers = await race((world) => continueLogin(world, challenge, code));
    expect(new Set(answers.flatMap(codes))).toEqual(new Set(['CHALLENGE_INVALID']));
    expect(answers.flatMap(codes)).toHaveLength(racers - 1);
    const sessions = 'select id from sessions where user_id = $1';
    expect(await replicas[0].sql(sessions, [person.id])).toHaveLength(1);
  });

  test('one challenge and one link open one session', async () => {
    const person = await replicas[0].addPerson();
    const { data } = await startLogin(replicas[0], person);
    const { token } = await mailedTo(replicas[0], person.email);
    const answers = await race((world) => continueLogin(world, data.startLogin.next.challenge, token));
    expect(answers.flatMap(codes)).toEqual(Array(racers - 1).fill('CHALLENGE_INVALID'));
  });

  test('compares at most five of many wrong codes at one challenge', async () => {
    const person = await replicas[0].addPerson();
    const { data } = await startLogin(replicas[0], person);
    const answers = await race((world) => continueLogin(world, data.startLogin.next.challenge, 'BBBBBBBB'));
    const found = answers.flatMap(codes);
    expect(found.filter((code) => code === 'CODE_INVALID')).toHaveLength(5);
    expect(found.filter((code) => code === 'CHALLENGE_INVALID')).toHaveLength(racers - 5);
  });

  test('a link that is clicked while its login continues verifies once, and opens the session', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { person, accessToken, mail } = await prepare();
      const { data } = await startLogin(replicas[0], person);
      const answers = await Promise.all([
        continueLogin(replicas[0], data.startLogin.next.challenge, mail.code),
        verifyEmail(replicas[1], { token: mail.token }, accessToken),
      ]);
      expect(answers.flatMap(codes)).toEqual([]);
      expect(verified()).toHaveLength(1);
    }
  });
});
