import { findOathtool, findPyotp, oathtoolCode, pyotpReads } from '../support/authenticator-apps.ts';
import { codes } from '../support/client.ts';
import { confirmTotp, logInWith, passTime, startTotp } from '../support/totp.ts';
import { World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await World.start({ env: { MAIL_FROM: '"Bücher: neu" <no-reply@auth.example>' } });
});
afterAll(() => world.stop());

const withOathtool = findOathtool() || process.env.CI ? test : test.skip;
const withPyotp = findPyotp() || process.env.CI ? test : test.skip;

async function begin() {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const { data } = await startTotp(world, accessToken);
  return { person, accessToken, ...data.startTotp } as const;
}

withOathtool('the service accepts the codes of oathtool for the typed secret', async () => {
  const { person, accessToken, secret } = await begin();
  expect(codes(await confirmTotp(world, oathtoolCode(secret), accessToken))).toEqual([]);
  await passTime(world, person);
  expect(codes(await logInWith(world, person, { totp: oathtoolCode(secret) }))).toEqual([]);
});

withPyotp('the service accepts the codes of pyotp for the URI, whose names pyotp reads', async () => {
  const { person, accessToken, secret, otpauthUri } = await begin();
  const read = pyotpReads(otpauthUri);
  expect(read).toMatchObject({ issuer: 'Bücher neu', name: person.username, secret });
  expect(codes(await confirmTotp(world, read.code, accessToken))).toEqual([]);
  await passTime(world, person);
  expect(codes(await logInWith(world, person, { totp: pyotpReads(otpauthUri).code }))).toEqual([]);
});
