import { addLostAuthenticator, continueWith } from '../support/second-factors.ts';
import { startRecorded } from '../support/statements.ts';
import { startLogin } from '../support/verification.ts';

const recorded = await startRecorded();
const { world } = recorded;
afterAll(() => recorded.stop());

const fields = 'secondFactors { totp passkeys recoveryCodesLeft }';

test('shows the owner what the account has', async () => {
  const person = await world.addPerson();
  const { accessToken: token } = await world.openSession(person);
  const ask = async () => (await world.ask(`{ me { ${fields} } }`, {}, { token })).data.me.secondFactors;
  expect(await ask()).toEqual({ totp: false, passkeys: 0, recoveryCodesLeft: 0 });
  const [recoveryCode] = await addLostAuthenticator(world, person);
  expect(await ask()).toEqual({ totp: true, passkeys: 0, recoveryCodesLeft: 10 });
  const { challenge } = (await startLogin(world, person)).data.startLogin.next;
  await continueWith(world, challenge, { recoveryCode });
  expect(await ask()).toEqual({ totp: true, passkeys: 0, recoveryCodesLeft: 9 });
});

test('shows nothing to anyone else', async () => {
  const person = await world.addPerson();
  await addLostAuthenticator(world, person);
  const { accessToken: token } = await world.openSession();
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { id ${fields} } } }`;
  const of = [{ __typename: 'User', id: person.id }];
  const { data } = await world.ask(query, { of }, { token });
  expect(data._entities).toEqual([{ id: person.id, secondFactors: null }]);
});

test('costs one statement, however many aliases ask', async () => {
  const { accessToken: token } = await world.openSession();
  const count = async (query: string) => {
    recorded.clear();
    expect((await world.ask(query, {}, { token })).errors).toBeUndefined();
    return recorded
      .statements()
      .filter((text) => /count.* from (recovery_codes|totp_credentials)/.test(text));
  };
  const once = await count(`{ me { ${fields} } }`);
  const aliases = Array.from({ length: 5 }, (_, at) => `a${at}: ${fields}`).join(' ');
  expect(once).toHaveLength(1);
  expect(await count(`{ one: me { ${aliases} } two: me { ${aliases} } }`)).toHaveLength(1);
});
