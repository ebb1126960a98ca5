import { makePerson } from '../support/client.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

test('every operation that returns the account tells its owner whether the email is verified', async () => {
  const person = makePerson();
  const signup = await world.ask(
    'mutation ($input: SignupInput!) { signup(input: $input) { id emailVerified } }',
    { input: person },
  );
  expect(signup.data.signup.emailVerified).toBe(false);
  await world.sql('update users set email_verified_at = now() where id = $1', [signup.data.signup.id]);
  const login = await world.ask(
    'mutation ($input: LoginInput!) { login(input: $input) { accessToken user { emailVerified } } }',
    { input: { username: person.username, password: person.password } },
  );
  expect(login.data.login.user).toEqual({ emailVerified: true });
  const me = await world.ask('{ me { emailVerified } }', {}, { token: login.data.login.accessToken });
  expect(me.data.me).toEqual({ emailVerified: true });
});
