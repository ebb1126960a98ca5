import { auditServer } from 'graphql-http';
import { World } from './support/world.ts';

/** The protocol allows GET, but the service rejects it on purpose, since variables would end up in logs. */
const refusedGets = [
  'MAY accept application/x-www-form-urlencoded formatted GET requests',
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json',
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json',
];

test('passes every audit of GraphQL over HTTP except those that require GET', async () => {
  const world = await World.start();
  const results = await auditServer({ url: world.url });
  expect(results).toHaveLength(61);
  const others = results.filter(({ status }) => status !== 'ok');
  expect(others.map(({ name }) => name).toSorted()).toEqual(refusedGets.toSorted());
  await world.stop();
});
