import fc from 'fast-check';
import { Authenticator } from '../support/authenticator.ts';
import { type Answer, codes } from '../support/client.ts';
import {
  addPasskey,
  assertionOf,
  finishLogin,
  finishRegistration,
  startLogin,
  startRegistration,
} from '../support/passkeys.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: { NODE_ENV: 'test', PASSKEY_CEREMONIES_PER_ADDRESS: 'off' } });
afterAll(() => world.stop());

const refusals = ['BAD_USER_INPUT', 'PASSKEY_INVALID', 'PASSKEY_UNKNOWN'];

function expectRefusal({ status, errors = [] }: Answer): void {
  expect(status).toBe(200);
  expect(errors).toHaveLength(1);
  expect(refusals).toContain(errors[0]?.extensions.code);
}

type Json = { [name: string]: unknown };

/** Replaces one member at any depth. */
function replaced(value: Json, path: readonly string[], put: unknown): Json {
  const [name = '', ...rest] = path;
  return { ...value, [name]: rest.length === 0 ? put : replaced(value[name] as Json, rest, put) };
}

function pathsOf(value: Json): string[][] {
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? [[name], ...pathsOf(inner as Json).map((path) => [name, ...path])]
      : [[name]],
  );
}

const bytes = fc.uint8Array({ maxLength: 600 }).map((each) => Buffer.from(each).toString('base64url'));
/** CBOR that announces more than it has, or nests deeply. */
const cbor = fc.constantFrom('a1', '81'.repeat(2_000), '9bffffffffffffffff', 'bf', 'ff', '5f', 'f97e00', '');
const values = fc.oneof(
  // The HTTP server rejects a body with these names before GraphQL sees it.
  fc.jsonValue({ maxDepth: 4 }).filter((value) => !/"(__proto__|constructor)"/.test(JSON.stringify(value))),
  bytes,
  cbor.map((hex) => Buffer.from(hex, 'hex').toString('base64url')),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

/** These say nothing about the credential. */
const unread = ['authenticatorAttachment', 'clientExtensionResults', 'transports'];

async function refusesAll(valid: Json, send: (credential: unknown) => Promise<Answer>): Promise<void> {
  const paths = pathsOf(valid).filter((path) => !path.some((name) => unread.includes(name)));
  const mutated = fc
    .tuple(fc.constantFrom(...paths), values)
    .filter(([path, put]) => {
      const original = path.reduce<unknown>((found, name) => (found as Json)[name], valid);
      return JSON.stringify(put) !== JSON.stringify(original);
    })
    .map(([path, put]): unknown => replaced(valid, path, put));
  const credentials = fc.oneof({ weight: 4, arbitrary: mutated }, { weight: 1, arbitrary: fc.jsonValue() });
  const property = fc.asyncProperty(credentials, async (credential) => expectRefusal(await send(credential)));
  await fc.assert(property, { numRuns: 250 });
}

const unexpected = () => world.log.filter((line) => /unexpected|"level":"(error|fatal)"/.test(line));

test('refuses every damaged assertion', async () => {
  const authenticator = new Authenticator();
  await addPasskey(world, (await world.openSession()).accessToken, authenticator);
  const { ceremony, credential } = await assertionOf(world, authenticator);
  await refusesAll(credential, (each) => finishLogin(world, { ceremony, credential: each }));
  expect(codes(await finishLogin(world, { ceremony, credential }))).toEqual([]);
  expect(unexpected()).toEqual([]);
});

test('refuses every damaged registration', async () => {
  const { accessToken } = await world.openSession();
  const { ceremony, options } = (await startRegistration(world, accessToken)).data.startPasskeyRegistration;
  const credential = new Authenticator().create(options);
  const send = (each: unknown) => finishRegistration(world, accessToken, { ceremony, credential: each });
  await refusesAll(credential, send);
  expect(codes(await send(credential))).toEqual([]);
  expect(unexpected()).toEqual([]);
});

test('refuses damaged attestation objects', async () => {
  const { accessToken } = await world.openSession();
  const { ceremony, options } = (await startRegistration(world, accessToken)).data.startPasskeyRegistration;
  const credential = new Authenticator().create(options);
  const original = Buffer.from(credential.response.attestationObject, 'base64url');
  const property = fc.asyncProperty(
    fc.nat(original.length - 1),
    fc.integer({ min: 1, max: 255 }),
    async (at, by) => {
      const damaged = Buffer.from(original);
      damaged[at] = (damaged[at] ?? 0) ^ by;
      const response = { ...credential.response, attestationObject: damaged.toString('base64url') };
      const answer = await finishRegistration(world, accessToken, {
        ceremony,
        credential: { ...credential, response },
      });
      // Without attestation nothing signs a registration, so another id or flag can be right too.
      if (answer.errors) expectRefusal(answer);
    },
  );
  await fc.assert(property, { numRuns: 250 });
  expect(unexpected()).toEqual([]);
});

test('refuses JSON of more than 8 KB, as a variable and in the document', async () => {
  const { ceremony, options } = (await startLogin(world)).data.startPasskeyLogin;
  const credential = new Authenticator().get(options);
  const signature = 'A'.repeat(8_192);
  const large = { ...credential, response: { ...credential.response, signature } };
  const answer = await finishLogin(world, { ceremony, credential: large });
  expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
  const query = `mutation { finishPasskeyLogin(input: { ceremony: "${ceremony}", credential: { id: "${signature}" } }) { next { asks } } }`;
  expect(codes(await world.ask(query))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
});
