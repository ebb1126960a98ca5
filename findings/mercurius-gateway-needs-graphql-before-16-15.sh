#!/usr/bin/env bash
# @mercuriusjs/gateway 5.2.0 with mercurius 16.10.1 and @mercuriusjs/federation 5.1.1, Node.js 22 or newer.
#
# A reference to an entity of another service works with graphql 16.14.0. With graphql 16.15.0 the gateway answers null and the
# error "value.includes is not a function": it builds an AST whose names are no strings, and the printer of 16.15 is stricter.
# The peer dependency of the packages accepts both versions, so a plain install brings the failure.
#
# Seen: "16.14.0: alice" and "16.15.0: value.includes is not a function".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > try.js <<'JS'
import Fastify from 'fastify';
import gateway from '@mercuriusjs/gateway';
import { mercuriusFederationPlugin } from '@mercuriusjs/federation';

const apps = [];
async function serve(plugin, options) {
  const app = Fastify();
  apps.push(app);
  await app.register(plugin, options);
  return `${await app.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
}

const users = await serve(mercuriusFederationPlugin, {
  schema: 'type User @key(fields: "id") { id: ID! name: String! } extend type Query { user: User }',
  resolvers: {
    Query: { user: () => ({ id: '1' }) },
    User: { __resolveReference: ({ id }) => ({ id, name: 'alice' }) },
  },
});
const posts = await serve(mercuriusFederationPlugin, {
  schema: `extend type Query { post: Post } type Post { author: User }
    extend type User @key(fields: "id") { id: ID! @external }`,
  resolvers: { Query: { post: () => ({ author: { __typename: 'User', id: '1' } }) } },
});
const url = await serve(gateway, {
  gateway: { services: [{ name: 'users', url: users }, { name: 'posts', url: posts }] },
});
const response = await fetch(url, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query: '{ post { author { name } } }' }),
});
const { data, errors } = await response.json();
console.log(data?.post?.author?.name ?? errors?.[0]?.message);
for (const app of apps.toReversed()) await app.close();
JS
output=''
for version in 16.14.0 16.15.0; do
  rm -rf node_modules package-lock.json
  echo '{ "type": "module", "private": true }' > package.json
  npm install --silent --no-audit --no-fund --ignore-scripts fastify@5.12.8 mercurius@16.10.1 \
    @mercuriusjs/federation@5.1.1 @mercuriusjs/gateway@5.2.0 "graphql@$version" > /dev/null
  output+="$version: $(node try.js)"$'\n'
done
printf '%s' "$output"
[ "$output" = $'16.14.0: alice\n16.15.0: value.includes is not a function\n' ] || { echo 'This has changed.'; exit 1; }
