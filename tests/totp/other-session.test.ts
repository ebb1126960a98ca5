import { codes } from '../support/client.ts';
import { behindProxy, on } from '../support/stories.ts';
import { ageSession } from '../support/time.ts';
import { codeOf, confirmTotp, startTotp, wrongCodeOf } from '../support/totp.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: behindProxy });
afterAll(() => world.stop());

const thiefsPlace = '203.0.113.66';

async function prepare() {
  const person = await world.addPerson();
  const thief = await world.openSession(person);
  await ageSession(world, thief.accessToken);
  const owner = await world.openSession(person);
  const guess = (code: string) => {
    const query = 'mutation ($input: ConfirmTotpInput!) { confirmTotp(input: $input) { recoveryCodes } }';
    return world.ask(query, { input: { code } }, { token: thief.accessToken, ...on(thiefsPlace) });
  };
  return { owner: owner.accessToken, guess };
}

test('a thief with an old session cannot keep the owner from setting up an authenticator', async () => {
  const { owner, guess } = await prepare();
  for (let tries = 0; tries < 12; tries += 1)
    expect(codes(await guess('123456'))).toEqual(['ENROLMENT_INVALID']);
  const { secret } = (await startTotp(world, owner)).data.startTotp;
  const wrong = wrongCodeOf(secret);
  for (let tries = 0; tries < 10; tries += 1)
    expect(codes(await guess(wrong))).toEqual(['SECOND_FACTOR_INVALID']);
  expect(codes(await guess(wrong))).toEqual(['RATE_LIMITED']);
  expect(codes(await confirmTotp(world, codeOf(secret), owner))).toEqual([]);
});
