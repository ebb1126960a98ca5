import { codes } from '../support/client.ts';
import {
  addVerified,
  cancelEmailChange,
  changeEmail,
  confirmEmailChange,
  type DoneChange,
  type Owner,
  type PendingChange,
  requestChange,
  rowOf,
  undoEmailChange,
} from '../support/identifiers.ts';
import { mailReset, reset } from '../support/passwords.ts';
import { reasonsOf } from '../support/verification.ts';
import { World } from '../support/world.ts';

const env = { MAIL_REQUESTS_PER_ADDRESS: 'off', CODE_FAILURES_PER_ADDRESS: 'off' };
const world = await World.start({ env });
afterAll(() => world.stop());

/** The proofs in a mail. */
const proofs = ['old link', 'new link', 'code', 'undo link'] as const;
type Proof = (typeof proofs)[number];

/** When a client uses the proof, relative to the change. */
const moments = ['before', 'after', 'twice', 'after a cancel', 'after an undo'] as const;
type Moment = (typeof moments)[number];

/** The client that uses the proof. */
const readers = ['the owner', 'another user', 'a caller without a session'] as const;
type Reader = (typeof readers)[number];

type Change = PendingChange & Partial<Pick<DoneChange, 'undo' | 'freshToken'>>;

async function use(proof: Proof, change: Change, token: string | undefined): Promise<string[]> {
  const { mail, notice, flow, undo = '' } = change;
  if (proof === 'old link') return reasonsOf(await cancelEmailChange(world, notice.token, token));
  if (proof === 'undo link') return reasonsOf(await undoEmailChange(world, undo, token));
  const input = proof === 'code' ? { flow, code: mail.code } : { token: mail.token };
  return reasonsOf(await confirmEmailChange(world, input, token));
}

/** Brings a change to this moment. */
async function prepare(moment: Moment, proof: Proof, owner: Owner): Promise<Change> {
  if (moment === 'before') return requestChange(world, { owner });
  if (moment === 'after') return changeEmail(world, { owner });
  if (moment === 'after a cancel' || (moment === 'twice' && proof === 'old link')) {
    const pending = await requestChange(world, { owner });
    await cancelEmailChange(world, pending.notice.token);
    return pending;
  }
  const done = await changeEmail(world, { owner });
  if (moment === 'after an undo' || proof === 'undo link') await undoEmailChange(world, done.undo);
  return done;
}

/** An undo deletes the password. */
async function logInAgain(owner: Owner): Promise<string> {
  const { email } = await rowOf(world, owner);
  const [has] = await world.sql('select 1 from password_credentials where user_id = $1', [owner.id]);
  const password = 'gravel under seven boots';
  if (has) return (await world.logIn({ ...owner, username: email })).data.login.accessToken;
  await reset(world, { token: (await mailReset(world, email)).token }, password);
  return (await world.logIn({ username: email, password })).data.login.accessToken;
}

async function tokenOf(reader: Reader, owner: Owner, change: Change): Promise<string | undefined> {
  if (reader === 'a caller without a session') return undefined;
  if (reader === 'another user') return (await world.openSession()).accessToken;
  const isLive = codes(await world.me(change.accessToken)).length === 0;
  return isLive ? change.accessToken : logInAgain(owner);
}

const done: string[] = [];
const used = ['LINK_INVALID USED'];
const invalid = ['LINK_INVALID INVALID'];
const otherAccount = ['LINK_INVALID OTHER_ACCOUNT'];
const noCode = ['CODE_INVALID'];
const noSession = ['UNAUTHENTICATED TOKEN_MISSING'];
const missing = undefined;

type Row = Record<Reader, string[] | undefined>;
const everyReader = (answer: string[] | undefined): Row =>
  ({ 'the owner': answer, 'another user': answer, 'a caller without a session': answer }) as Row;
const ownerOnly = (owner: string[], other: string[]): Row => ({
  'the owner': owner,
  'another user': other,
  'a caller without a session': noSession,
});

/** The answers; undefined where there is no such link yet. A link of the old mailbox needs no session. */
const table: Record<Proof, Record<Moment, Row>> = {
  'old link': {
    before: everyReader(done),
    after: everyReader(used),
    twice: everyReader(done),
    'after a cancel': everyReader(done),
    // The account has its old email, and no change is pending, so the link has nothing left to do.
    'after an undo': everyReader(done),
  },
  'new link': {
    before: ownerOnly(done, otherAccount),
    after: ownerOnly(used, used),
    twice: ownerOnly(used, used),
    'after a cancel': ownerOnly(invalid, invalid),
    'after an undo': ownerOnly(used, used),
  },
  code: {
    before: ownerOnly(done, noCode),
    after: ownerOnly(noCode, noCode),
    twice: ownerOnly(noCode, noCode),
    'after a cancel': ownerOnly(noCode, noCode),
    'after an undo': ownerOnly(noCode, noCode),
  },
  'undo link': {
    before: everyReader(missing),
    after: everyReader(done),
    twice: everyReader(used),
    'after a cancel': everyReader(missing),
    'after an undo': everyReader(used),
  },
};

const cases = proofs.flatMap((proof) =>
  moments.flatMap((moment) =>
    readers.flatMap((reader) => {
      const answer = table[proof][moment][reader];
      return answer === undefined ? [] : [[proof, moment, reader, answer] as const];
    }),
  ),
);

/** The proofs that work, and the email that the account then has. */
const effects: Partial<Record<Proof, 'old' | 'new'>> = {
  'old link': 'old',
  'new link': 'new',
  code: 'new',
  'undo link': 'old',
};

test.each(cases)('%s, %s, used by %s: %j', async (proof, moment, reader, answer) => {
  const owner = await addVerified(world);
  const change = await prepare(moment, proof, owner);
  const before = (await rowOf(world, owner)).email;
  const found = await use(proof, change, await tokenOf(reader, owner, change));
  expect(found).toEqual(answer);
  const { email } = await rowOf(world, owner);
  const acts = answer.length === 0;
  const expected = effects[proof] === 'new' ? change.newEmail : owner.email;
  expect(email).toBe(acts ? expected : before);
  if (moment !== 'before' || acts) return;
  // The proof still works for the owner.
  expect(await use(proof, change, change.accessToken)).toEqual([]);
});
