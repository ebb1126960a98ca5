import { Query, Resolver } from 'type-graphql';
import { Open } from '../src/feature/access.ts';
import { features } from '../src/features.ts';
import { buildServiceSchema } from '../src/graphql/schema.ts';
import { codes } from './support/client.ts';
import { operations } from './support/root-operations.ts';
import { World } from './support/world.ts';

/** The operations open to anonymous callers. Every addition needs to be justified in review. */
const open = [
  'signup',
  'startSignup',
  'completeSignup',
  'cancelSignup',
  'undoEmailChange',
  'login',
  'startLogin',
  'continueLogin',
  'startPasskeyLogin',
  'finishPasskeyLogin',
  'requestPasswordReset',
  'resetPassword',
  'secureAccount',
  'restoreAccount',
  'cancelFactorReset',
  'refresh',
  'logout',
];

/** Open to anonymous callers with this input. Without it, they need an access token. */
const openWith: Readonly<Record<string, object>> = { cancelEmailChange: { token: 'x' } };

@Resolver()
class PlantedResolver {
  @Query(() => String)
  plantedClosed(): string {
    return 'a secret';
  }

  @Open()
  @Query(() => String)
  plantedOpen(): string {
    return 'no secret';
  }
}

const withPlanted = [...features, { name: 'planted', resolvers: [PlantedResolver] }];

const { executable, attempts } = buildServiceSchema(withPlanted);
const world = await World.start({ features: withPlanted, env: { DEBUG: 'false' } });
afterAll(() => world.stop());

test.each(
  operations(executable),
)('$name rejects anonymous callers unless it is listed as open', async (operation) => {
  const found = codes(await world.ask(operation.query, operation.variables));
  if (['_service', '_entities'].includes(operation.name)) expect(found).toEqual(['FORBIDDEN']);
  else if ([...open, 'plantedOpen'].includes(operation.name)) expect(found).not.toContain('UNAUTHENTICATED');
  else expect(found).toEqual(['UNAUTHENTICATED']);
});

test('accepts signed-in users at closed operations', async () => {
  const { accessToken } = await world.openSession();
  const { data } = await world.ask('{ plantedClosed }', {}, { token: accessToken });
  expect(data).toEqual({ plantedClosed: 'a secret' });
});

test.each(Object.entries(openWith))('%s is open to anonymous callers with its input', async (name, input) => {
  const operation = operations(executable).find((each) => each.name === name);
  const answer = await world.ask(operation?.query ?? '', { ...operation?.variables, input });
  expect(codes(answer)).toEqual(['LINK_INVALID']);
});

test('every mutation that accepts anonymous callers makes an attempt', () => {
  expect(attempts.size).toBeGreaterThan(open.length);
  const uncounted = [...attempts].filter(([, kind]) => kind === undefined).map(([name]) => name);
  expect(uncounted).toEqual([]);
});
