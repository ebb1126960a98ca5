import { type Answer, codes, makePerson } from '../support/client.ts';
import { mailsTo } from '../support/mailed.ts';
import { isolationLevels, Replicas, racers } from '../support/replicas.ts';
import {
  beginSignup,
  cancelSignup,
  completeSignup,
  eventsOf,
  persist,
  startSignup,
} from '../support/verification.ts';
import type { World } from '../support/world.ts';

describe.each(isolationLevels)('%s', (isolation) => {
  let started: Replicas;
  let replicas: Replicas['all'];

  beforeAll(async () => {
    // A realistic cost, so that hashing separates the transactions of concurrent signups.
    started = await Replicas.start(isolation, { BCRYPT_COST: '10', CODE_FAILURES_PER_ADDRESS: 'off' });
    replicas = started.all;
  });
  afterAll(() => started.stop());

  const race = (run: (world: World, at: number) => Promise<Answer>) =>
    started.race((world, at) => persist(() => run(world, at)));
  const events = () => replicas.flatMap(eventsOf);
  const forgetEvents = () => {
    for (const { log } of replicas) log.length = 0;
  };
  const counts = async (email: string) => {
    const [row] = await replicas[0].sql(
      `select (select count(*)::int4 from users where email = $1) as users,
         (select count(*)::int4 from sessions as s join users as u on u.id = s.user_id where u.email = $1) as sessions,
         (select count(*)::int4 from pending_signups where email = $1) as pending`,
      [email],
    );
    return row;
  };

  test('one code completes one signup, with one session, however many send it at once', async () => {
    const person = makePerson();
    const { flow, mail } = await beginSignup(replicas[0], person);
    forgetEvents();
    const answers = await race((world) => completeSignup(world, { flow, code: mail.code }));
    expect(answers.flatMap(codes)).toEqual(Array(racers - 1).fill('CODE_INVALID'));
    expect(await counts(person.email)).toEqual({ users: 1, sessions: 1, pending: 0 });
    expect(events().filter((type) => type === 'signup.completed')).toHaveLength(1);
  });

  test('one link completes one signup', async () => {
    const person = makePerson();
    const { mail } = await beginSignup(replicas[0], person);
    const input = { token: mail.token, password: person.password };
    const answers = await race((world) => completeSignup(world, input));
    expect(answers.flatMap(codes)).toEqual(Array(racers - 1).fill('LINK_INVALID'));
    expect(await counts(person.email)).toEqual({ users: 1, sessions: 1, pending: 0 });
  });

  test('compares at most five of many wrong codes', async () => {
    const person = makePerson();
    const { flow } = await beginSignup(replicas[0], person);
    const answers = await race((world) => completeSignup(world, { flow, code: 'BBBBBBBB' }));
    expect(answers.flatMap(codes)).toEqual(Array(racers).fill('CODE_INVALID'));
    expect(await replicas[0].sql('select tries from one_time_flows where id = $1', [flow])).toEqual([
      { tries: 5 },
    ]);
  });

  test('many signups with one email send one mail, share one secret, and any of those with a flow completes', async () => {
    const { email } = makePerson();
    const people = Array.from({ length: racers }, () => ({ ...makePerson(), email }));
    const answers = await race((world, at) => startSignup(world, people[at] ?? makePerson()));
    expect(answers.flatMap(codes)).toEqual([]);
    const mails = await mailsTo(replicas[0], email);
    expect(mails).toHaveLength(1);
    expect(await replicas[0].sql('select id from one_time_secrets where subject = $1', [email])).toHaveLength(
      1,
    );
    // One IP address gets ten flows an hour for a mailbox.
    const flows = (await replicas[0].sql<{ id: string }>('select id from one_time_flows')).map(
      ({ id }) => id,
    );
    const completing = answers.findLastIndex(({ data }) => flows.includes(data.startSignup.flow));
    expect(answers.filter(({ data }) => flows.includes(data.startSignup.flow))).toHaveLength(10);
    const { flow } = answers[completing]?.data.startSignup ?? {};
    const { data } = await completeSignup(replicas[1], { flow, code: mails[0]?.code });
    expect(data.completeSignup.tokens.user.username).toBe(people[completing]?.username);
    expect(await counts(email)).toEqual({ users: 1, sessions: 1, pending: 0 });
  });

  test('of two signups that want one username, one gets it, and the other one takes another', async () => {
    const { username } = makePerson();
    const [first, second] = [
      { ...makePerson(), username },
      { ...makePerson(), username },
    ];
    const begun = [await beginSignup(replicas[0], first), await beginSignup(replicas[1], second)] as const;
    const answers = await Promise.all(
      begun.map(({ flow, mail }, at) => completeSignup(replicas[at] as World, { flow, code: mail.code })),
    );
    expect(answers.flatMap(codes)).toEqual(['USERNAME_TAKEN']);
    const loser = begun[answers.findIndex((answer) => codes(answer).length > 0)] ?? begun[0];
    const input = { flow: loser.flow, code: loser.mail.code, username: makePerson().username };
    expect(codes(await completeSignup(replicas[0], input))).toEqual([]);
  });

  test('a cancellation and a completion at once: either there is an account, or there is none', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = makePerson();
      const { flow, mail } = await beginSignup(replicas[0], person);
      const [done, cancelled] = await Promise.all([
        completeSignup(replicas[0], { flow, code: mail.code }),
        cancelSignup(replicas[1], mail.token),
      ]);
      const isCancelled = cancelled.data.cancelSignup.cancelledSignups === 1;
      expect(codes(done)).toEqual(isCancelled ? ['CODE_INVALID'] : []);
      const one = isCancelled ? 0 : 1;
      expect(await counts(person.email)).toEqual({ users: one, sessions: one, pending: 0 });
    }
  });
});
