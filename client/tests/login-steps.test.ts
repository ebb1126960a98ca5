import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { makePerson } from '../../tests/support/client.ts';
import { mailedTo } from '../../tests/support/mailed.ts';
import { World } from '../../tests/support/world.ts';
import { AuthError, createAuthClient } from '../src/index.ts';

/** A client of the real service. */
const world = await World.start({ env: { EMAIL_VERIFICATION: 'required' } });
afterAll(() => world.stop());

function open() {
  const auth = createAuthClient({ uri: world.url, channel: null });
  const link = ApolloLink.from([auth.link, new HttpLink({ uri: world.url })]);
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  return { auth, client };
}

test('a signup that needs a mail ends in a login', async () => {
  const person = makePerson();
  const { auth, client } = open();
  await expect(auth.signup(person)).rejects.toMatchObject({ code: 'VERIFICATION_REQUIRED' });
  const { data } = await client.mutate<{ startSignup: { flow: string } }>({
    mutation: gql('mutation ($input: SignupInput!) { startSignup(input: $input) { flow } }'),
    variables: { input: person },
  });
  const flow = data?.startSignup.flow ?? '';
  const { code } = await mailedTo(world, person.email, 'complete-signup');
  await expect(auth.completeSignup({ flow, code: 'BBBBBBBB' })).rejects.toBeInstanceOf(AuthError);
  const { user } = await auth.completeSignup({ flow, code });
  expect(user?.username).toBe(person.username);
  expect(auth.currentUser).toEqual(user);
});

test('a login that asks for the email says so, and continues with the code', async () => {
  const { username, email, password } = await world.addPerson();
  const { auth, client } = open();
  await expect(auth.login({ username, password })).rejects.toMatchObject({ code: 'FURTHER_PROOF_REQUIRED' });
  const { user, next } = await auth.startLogin({ username, password });
  expect([user, next?.asks, next?.methods]).toEqual([null, 'EMAIL_VERIFICATION', ['EMAIL_CODE']]);
  expect(auth.currentUser).toBeNull();
  const { code } = await mailedTo(world, email, 'verify-email');
  const challenge = next?.challenge ?? '';
  await expect(auth.continueLogin({ challenge, emailCode: 'BBBBBBBB' })).rejects.toMatchObject({
    code: 'CODE_INVALID',
  });
  expect((await auth.continueLogin({ challenge, emailCode: code })).user?.username).toBe(username);
  const { data } = await client.query({ query: gql('{ me { username } }') });
  expect(data).toMatchObject({ me: { username } });
});
