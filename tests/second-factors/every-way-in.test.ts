import { type GraphQLOutputType, type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import { Int, Mutation, Resolver } from 'type-graphql';
import { features } from '../../src/features.ts';
import { buildServiceSchema } from '../../src/graphql/schema.ts';
import { AuthToken } from '../../src/sessions/auth-token.types.ts';
import { Authenticator } from '../support/authenticator.ts';
import { type Answer, codes, makePerson } from '../support/client.ts';
import { challengeFor, confirmIdentity } from '../support/confirmation.ts';
import { deleteAccount, restoreAccount } from '../support/deletion.ts';
import { confirmEmailChange, requestEmailChange } from '../support/identifiers.ts';
import { mailedTo } from '../support/mailed.ts';
import {
  addPasskey,
  assertionOf,
  finishLogin,
  finishRegistration,
  removePasskey,
  startRegistration,
} from '../support/passkeys.ts';
import { change } from '../support/passwords.ts';
import { continueWith } from '../support/second-factors.ts';
import {
  challengeOf,
  codeOf,
  confirmTotp,
  enrol,
  logInWith,
  removeTotp,
  startTotp,
  wrongCodeOf,
} from '../support/totp.ts';
import { beginSignup, completeSignup, requestVerification, startLogin } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: { MAIL_REQUESTS_PER_ADDRESS: 'off' } });
afterAll(() => world.stop());
beforeEach(() => world.sql('delete from throttle_counters'));

/** The fields with this type, directly or inside other types, can contain tokens. */
function canContainTokens(type: GraphQLOutputType, seen = new Set<string>()): boolean {
  const named = getNamedType(type);
  if (!isObjectType(named) || seen.has(named.name)) return false;
  seen.add(named.name);
  return Object.values(named.getFields()).some(
    ({ name, type: inner }) => /(access|refresh)Token$/i.test(name) || canContainTokens(inner, seen),
  );
}

function fieldsWithTokens(schema: GraphQLSchema, root: 'Query' | 'Mutation'): string[] {
  const type = schema.getType(root);
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  return fields.filter((field) => canContainTokens(field.type)).map(({ name }) => name);
}

/** Every token in a response. */
function tokensIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    /(access|refresh)Token$/i.test(name) && inner !== null ? [name] : tokensIn(inner),
  );
}

/** An account with an authenticator, and what an attacker without it may have. */
async function prepare() {
  const { person, secret, tokens } = await enrol(world);
  const { recoveryCodes: others } = await enrol(world);
  // The service opens no such session: the attacker's best case.
  await world.sql(
    "update sessions set level = 1, methods = '{pwd}' where user_id = $1 and revoked_at is null",
    [person.id],
  );
  return { person, secret, weak: tokens.accessToken, foreignCode: others[0] };
}

type Prepared = Awaited<ReturnType<typeof prepare>>;

async function mailedCode({ person, weak }: Prepared): Promise<string> {
  await requestVerification(world, weak);
  return (await mailedTo(world, person.email, 'verify-email')).code;
}

/** Tries each mutation that can return tokens, without the second factor. Every such mutation needs an attempt here. */
const attempts: Readonly<Record<string, (given: Prepared) => Promise<Answer[]>>> = {
  login: async ({ person }) => [await world.logIn(person)],
  startLogin: async ({ person }) => [await startLogin(world, person)],
  async continueLogin(given) {
    const { person, secret, foreignCode } = given;
    const proofs = [
      { totp: wrongCodeOf(secret) },
      { recoveryCode: foreignCode },
      { emailCode: await mailedCode(given) },
      { restore: true },
      { passkey: (await assertionOf(world, new Authenticator())).credential },
    ];
    const answers = [];
    for (const proof of proofs) answers.push(await logInWith(world, person, proof));
    return answers;
  },
  async completeSignup({ person }) {
    const other = makePerson();
    const { mail } = await beginSignup(world, other);
    await world.sql('update users set email = $2 where id = $1', [person.id, other.email]);
    const password = other.password;
    return [await completeSignup(world, { token: mail.token, password })];
  },
  async refresh() {
    const person = await world.addPerson();
    const older = await world.openSession(person);
    const { accessToken } = await world.openSession(person);
    const { secret } = (await startTotp(world, accessToken)).data.startTotp;
    await confirmTotp(world, codeOf(secret), accessToken);
    return [await world.refresh(older.refreshToken)];
  },
  changePassword: async ({ person, weak }) => [await change(world, weak, person.password)],
  async confirmIdentity(given) {
    const { person, secret, weak, foreignCode } = given;
    const proofs = [
      { password: person.password },
      { totp: wrongCodeOf(secret) },
      { recoveryCode: foreignCode },
      { emailCode: await mailedCode(given) },
      { passkey: (await assertionOf(world, new Authenticator())).credential },
    ];
    const answers = [];
    for (const proof of proofs)
      answers.push(
        await confirmIdentity(world, { challenge: await challengeFor(world, weak), ...proof }, weak),
      );
    return answers;
  },
  async confirmEmailChange({ weak }) {
    const { email } = makePerson();
    await requestEmailChange(world, email, weak);
    const { token } = await mailedTo(world, email, 'confirm-email');
    return [await confirmEmailChange(world, { token }, weak)];
  },
  async restoreAccount({ person, weak }) {
    await deleteAccount(world, weak);
    const { token } = await mailedTo(world, person.email, 'account-closing');
    return [await restoreAccount(world, token)];
  },
  async confirmTotp({ weak }) {
    const started = await startTotp(world, weak);
    const secret = started.data?.startTotp.secret ?? 'JBSWY3DPEHPK3PXP';
    return [started, await confirmTotp(world, codeOf(secret), weak)];
  },
  removeTotp: async ({ weak }) => [await removeTotp(world, weak)],
  async finishPasskeyRegistration({ weak }) {
    const started = await startRegistration(world, weak);
    const foreign = (await startRegistration(world, (await world.openSession()).accessToken)).data;
    const { ceremony, options } = started.data?.startPasskeyRegistration ?? foreign.startPasskeyRegistration;
    const credential = new Authenticator().create(options);
    return [started, await finishRegistration(world, weak, { ceremony, credential })];
  },
  finishPasskeyLogin: async () => [await finishLogin(world, await assertionOf(world, new Authenticator()))],
  removePasskey: async ({ weak }) => [await removePasskey(world, weak, 'AAAA')],
};

const { executable } = buildServiceSchema(features);
const found = fieldsWithTokens(executable, 'Mutation');

test('every mutation that can return tokens has an attempt', () => {
  expect(Object.keys(attempts).toSorted()).toEqual(found.toSorted());
  expect(fieldsWithTokens(executable, 'Query')).toEqual([]);
});

const liveSessions = async ({ person }: Prepared) =>
  world.sql<{ id: string }>('select id from sessions where user_id = $1 and revoked_at is null', [person.id]);

test.each(found)('%s returns no token without the second factor, and opens no session', async (name) => {
  const given = await prepare();
  const before = await liveSessions(given);
  const answers = (await attempts[name]?.(given)) ?? [];
  expect(answers.length).toBeGreaterThan(0);
  for (const answer of answers) {
    expect(tokensIn(answer.data)).toEqual([]);
    const isChallenge = name === 'startLogin' && answer.data.startLogin.next.asks === 'SECOND_FACTOR';
    const isRestored = name === 'restoreAccount' && answer.data.restoreAccount.next === null;
    expect(isChallenge || isRestored || codes(answer).length === 1).toBe(true);
  }
  expect(before).toEqual(expect.arrayContaining(await liveSessions(given)));
});

test('the second factor itself opens a session', async () => {
  const { person, secret } = await enrol(world);
  const answer = await continueWith(world, await challengeOf(world, person), { totp: codeOf(secret) });
  expect(tokensIn(answer.data)).toEqual(['accessToken', 'refreshToken']);
});

test('a password alone adds no authenticator to an account with a passkey', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  expect(codes(await addPasskey(world, accessToken, new Authenticator()))).toEqual([]);
  const thief = (await world.openSession(person)).accessToken;
  const { errors } = await startTotp(world, thief);
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'REAUTHENTICATION_REQUIRED',
    methods: ['PASSKEY'],
  });
});

test('a password alone finishes no set-up that it began before the account had a passkey', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const thief = (await world.openSession(person)).accessToken;
  const { secret } = (await startTotp(world, thief)).data.startTotp;
  const { ceremony, options } = (await startRegistration(world, thief)).data.startPasskeyRegistration;
  expect(codes(await addPasskey(world, accessToken, new Authenticator()))).toEqual([]);
  expect(codes(await confirmTotp(world, codeOf(secret), thief))).toEqual(['ENROLMENT_INVALID']);
  const credential = new Authenticator().create(options);
  const finished = await finishRegistration(world, thief, { ceremony, credential });
  expect(codes(finished)).toEqual(['PASSKEY_INVALID']);
  expect(await world.sql('select from passkeys where user_id = $1', [person.id])).toHaveLength(1);
});

@Resolver()
class PlantedResolver {
  @Mutation(() => AuthToken)
  planted(): undefined {
    return undefined;
  }

  @Mutation(() => Int)
  harmless(): number {
    return 1;
  }
}

test('notices a new mutation that can return tokens', () => {
  const schema = buildServiceSchema([...features, { name: 'planted', resolvers: [PlantedResolver] }]);
  const more = fieldsWithTokens(schema.executable, 'Mutation').filter((name) => !found.includes(name));
  expect(more).toEqual(['planted']);
});
