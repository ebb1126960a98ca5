import { holdIdentifier } from '../../src/accounts/held-identifiers.ts';
import { systemContext } from '../../src/feature/context.ts';
import { inTransaction } from '../../src/feature/unit-of-work.ts';
import { execute } from '../../src/platform/database/database.ts';
import { lockActiveAccount } from '../../src/sessions/lock-account.ts';
import { type Answer, codes, makePerson, type Tokens } from '../support/client.ts';
import { connect } from '../support/databases.ts';
import {
  addVerified,
  cancelEmailChange,
  changeEmail,
  changeUsername,
  confirmEmailChange,
  type PendingChange,
  requestChange,
  requestEmailChange,
  rowOf,
  undoEmailChange,
} from '../support/identifiers.ts';
import { until } from '../support/left-behind.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { mailReset, reset } from '../support/passwords.ts';
import { isolationLevels, Replicas, racers } from '../support/replicas.ts';
import { eventsOf, persist } from '../support/verification.ts';
import { World } from '../support/world.ts';

/** The number of requests and renames that an account may make in a row. */
const limit = 10;

describe.each(isolationLevels)('%s', (isolation) => {
  let started: Replicas;
  let replicas: Replicas['all'];
  let world: World;

  beforeAll(async () => {
    started = await Replicas.start(isolation, {
      CODE_FAILURES_PER_ADDRESS: 'off',
      MAIL_REQUESTS_PER_ADDRESS: 'off',
    });
    replicas = started.all;
    [world] = replicas;
  });
  afterAll(() => started.stop());

  const race = (run: (world: World, at: number) => Promise<Answer>, count = racers) =>
    started.race((each, at) => persist(() => run(each, at)), count);
  const succeeded = (answers: readonly Answer[]) => answers.filter((answer) => codes(answer).length === 0);

  test('of twenty racing confirmations, by link and by code, one succeeds', async () => {
    const { owner, accessToken, flow, mail, newEmail } = await requestChange(world);
    for (const { log } of replicas) log.length = 0;
    const answers = await race((each, at) =>
      confirmEmailChange(each, at < 10 ? { token: mail.token } : { flow, code: mail.code }, accessToken),
    );
    expect(succeeded(answers)).toHaveLength(1);
    const allowed = ['UNAUTHENTICATED', 'LINK_INVALID', 'CODE_INVALID'];
    for (const code of answers.flatMap(codes)) expect(allowed).toContain(code);
    expect((await rowOf(world, owner)).email).toBe(newEmail);
    expect(replicas.flatMap(eventsOf).filter((type) => type === 'email.changed owner')).toHaveLength(1);
    const kinds = (await mailsTo(world, owner.email)).map(({ kind }) => kind);
    expect(kinds).toEqual(['email-change-requested', 'email-change-undo']);
  });

  test('of twenty accounts that confirm one email, one gets it', async () => {
    const { email } = makePerson();
    const changes: PendingChange[] = [];
    for (let at = 0; at < racers; at += 1) {
      await world.sql("delete from throttle_counters where key like 'mail-%'");
      changes.push(await requestChange(world, { newEmail: email }));
    }
    const answers = await race((each, at) =>
      confirmEmailChange(each, { token: changes[at]?.mail.token }, changes[at]?.accessToken),
    );
    expect(succeeded(answers)).toHaveLength(1);
    expect(new Set(answers.flatMap(codes))).toEqual(new Set(['EMAIL_TAKEN']));
  });

  test('of twenty racing undos, one succeeds', async () => {
    const { owner, undo } = await changeEmail(world);
    const answers = await race((each) => undoEmailChange(each, undo));
    expect(succeeded(answers)).toHaveLength(1);
    expect(new Set(answers.flatMap(codes))).toEqual(new Set(['LINK_INVALID']));
    expect((await rowOf(world, owner)).email).toBe(owner.email);
  });

  test('a reset that races with a confirmation never has an effect together with it', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { owner, accessToken, mail } = await requestChange(world);
      const { token } = await mailReset(world, owner.email);
      const [confirmed, replaced] = await Promise.all([
        persist(() => confirmEmailChange(replicas[0], { token: mail.token }, accessToken)),
        persist(() => reset(replicas[1], { token })),
      ]);
      expect(succeeded([confirmed, replaced])).toHaveLength(1);
      const { email } = await rowOf(world, owner);
      expect(email === owner.email).toBe(codes(replaced).length === 0);
    }
  });

  test('a cancel that races with a confirmation excludes it', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { owner, accessToken, mail, notice } = await requestChange(world);
      const [confirmed, cancelled] = await Promise.all([
        persist(() => confirmEmailChange(replicas[0], { token: mail.token }, accessToken)),
        persist(() => cancelEmailChange(replicas[1], notice.token)),
      ]);
      expect(succeeded([confirmed, cancelled])).toHaveLength(1);
      const { email } = await rowOf(world, owner);
      expect(email === owner.email).toBe(codes(cancelled).length === 0);
    }
  });

  test('ten racing requests leave one pending change, whose proof works', async () => {
    const owner = await addVerified(world);
    const { accessToken } = await world.openSession(owner);
    const emails = Array.from({ length: limit }, () => makePerson().email);
    const answers = await race((each, at) => requestEmailChange(each, emails[at] ?? '', accessToken), limit);
    expect(answers.flatMap(codes)).toEqual([]);
    const pending = await world.sql<{ subject: string }>(
      "select subject from one_time_secrets where user_id = $1 and purpose = 'change-email' and used_at is null",
      [owner.id],
    );
    expect(pending).toHaveLength(1);
    const { token } = await mailedTo(world, pending[0]?.subject ?? '', 'confirm-email');
    expect(codes(await confirmEmailChange(world, { token }, accessToken))).toEqual([]);
  });

  test('of ten racing renames of one account, one succeeds', async () => {
    const owner = await world.addPerson();
    const { accessToken } = await world.openSession(owner);
    const answers = await race((each) => changeUsername(each, makePerson().username, accessToken), limit);
    expect(succeeded(answers)).toHaveLength(1);
    expect(new Set(answers.flatMap(codes))).toEqual(new Set(['TOO_SOON']));
  });

  test('twenty accounts that take a name while its owner gives it up all fail', async () => {
    const owner = await world.addPerson();
    const { accessToken } = await world.openSession(owner);
    const rivals: Tokens[] = [];
    while (rivals.length < racers) rivals.push(await world.openSession());
    // The lock makes all of them wait for each other at the unique index.
    const ctx = systemContext(world.app, 'job:test');
    const isLocked = Promise.withResolvers<void>();
    const mayCommit = Promise.withResolvers<void>();
    const locking = inTransaction(ctx, async () => {
      await lockActiveAccount(ctx, Number(owner.id));
      isLocked.resolve();
      await mayCommit.promise;
    });
    await isLocked.promise;
    const renaming = persist(() => changeUsername(replicas[1], makePerson().username, accessToken));
    const waiting =
      "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
    await until('the rename to wait', async () => (await world.sql(waiting)).length > 0);
    const racing = race((each, at) => changeUsername(each, owner.username, rivals[at]?.accessToken));
    mayCommit.resolve();
    await locking;
    expect(codes(await renaming)).toEqual([]);
    const answers = await racing;
    expect(new Set(answers.flatMap(codes))).toEqual(new Set(['USERNAME_TAKEN']));
    expect(succeeded(answers)).toEqual([]);
  });

  test('an account that waits for the one with its new email finds the email held', async () => {
    const rival = await requestChange(world);
    const userId = Number((await addVerified(world)).id);
    const setEmail = 'update users set email = $2 where id = $1';
    await world.sql(setEmail, [userId, rival.newEmail]);
    const ctx = systemContext(world.app, 'job:test');
    const isHeld = Promise.withResolvers<void>();
    const mayCommit = Promise.withResolvers<void>();
    const givingUp = inTransaction(ctx, async (em) => {
      await execute(em, setEmail, [userId, makePerson().email]);
      await holdIdentifier(ctx, { kind: 'email', value: rival.newEmail, userId, seconds: 60 });
      isHeld.resolve();
      await mayCommit.promise;
    });
    await isHeld.promise;
    const confirming = persist(() =>
      confirmEmailChange(world, { token: rival.mail.token }, rival.accessToken),
    );
    const waiting =
      "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
    await until('the confirmation to wait', async () => (await world.sql(waiting)).length > 0);
    mayCommit.resolve();
    await givingUp;
    expect(codes(await confirming)).toEqual(['EMAIL_TAKEN']);
    expect((await rowOf(world, rival.owner)).email).toBe(rival.owner.email);
  });

  test('a proof survives a database that cannot serve the request', async () => {
    const { owner, accessToken, flow, mail, newEmail } = await requestChange(world);
    const impatient = await World.start({
      database: world.database,
      env: { DATABASE_STATEMENT_TIMEOUT: '1s' },
    });
    const other = await connect(world.database);
    await other.query('begin');
    await other.query('select from users where id = $1 for update', [owner.id]);
    const late = await confirmEmailChange(impatient, { flow, code: mail.code }, accessToken);
    expect(codes(late)).toEqual(['TEMPORARILY_UNAVAILABLE']);
    await other.query('rollback');
    await other.end();
    await impatient.stop();
    const answer = await confirmEmailChange(world, { flow, code: mail.code }, accessToken);
    expect(answer.data.confirmEmailChange.user.email).toBe(newEmail);
  });
});
