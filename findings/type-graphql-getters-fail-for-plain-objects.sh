#!/usr/bin/env bash
# type-graphql 2.0.0-rc.4 with graphql 16.15.0; Node.js 20 or newer.
#
# A resolver of `@Query(() => User)` may return a plain object with the properties of User. If a field of User is a getter
# without a setter, each query of this field fails with "Cannot set property verified of #<User> which has only a getter":
# type-graphql copies the object into a new User by Object.assign. `simpleResolvers: true` does not help, because a getter is
# never a simple resolver. Queries of the other fields still work. So the mistake shows only once a client selects the field.
#
# A property works. So does a getter, if the resolver returns an instance of User.
#
# Seen: "getter, plain object, other field: alice", "getter, plain object: Cannot set property verified of #<User> which has
# only a getter", "getter, instance: true", "property, plain object: true".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module", "private": true }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts type-graphql@2.0.0-rc.4 graphql@16.15.0 graphql-scalars@1.26.0 class-validator@0.14.3 reflect-metadata@0.2.2 > /dev/null

cat > run.mjs <<'JS'
import 'reflect-metadata';
import { graphql } from 'graphql';
import { buildSchema, Field, ObjectType, Query, Resolver } from 'type-graphql';

async function ask(form, returned, field = 'verified') {
  class User {
    verifiedAt = null;
  }
  if (form === 'getter') {
    const get = function () {
      return this.verifiedAt !== null;
    };
    Object.defineProperty(User.prototype, 'verified', { get, configurable: true });
  }
  const descriptor = Object.getOwnPropertyDescriptor(User.prototype, 'verified');
  Field(() => Boolean)(User.prototype, 'verified', descriptor);
  Field(() => String)(User.prototype, 'name');
  ObjectType('User', { simpleResolvers: true })(User);
  class Users {
    me() {
      const user = { name: 'alice', verifiedAt: new Date(), ...(returned === 'plain object' && { verified: true }) };
      return returned === 'instance' ? Object.assign(new User(), user) : user;
    }
  }
  Reflect.defineMetadata('design:paramtypes', [], Users.prototype, 'me');
  Query(() => User)(Users.prototype, 'me', Object.getOwnPropertyDescriptor(Users.prototype, 'me'));
  Resolver()(Users);
  const schema = await buildSchema({ resolvers: [Users], validate: false });
  const { data, errors } = await graphql({ schema, source: `{ me { ${field} } }` });
  return errors?.[0].message ?? String(data.me[field]);
}

console.log(`getter, plain object, other field: ${await ask('getter', 'plain object', 'name')}`);
console.log(`getter, plain object: ${await ask('getter', 'plain object')}`);
console.log(`getter, instance: ${await ask('getter', 'instance')}`);
console.log(`property, plain object: ${await ask('property', 'plain object')}`);
JS
seen=$(node run.mjs)
echo "$seen"
[ "$seen" = "getter, plain object, other field: alice
getter, plain object: Cannot set property verified of #<User> which has only a getter
getter, instance: true
property, plain object: true" ] || { echo 'This has changed.'; exit 1; }
