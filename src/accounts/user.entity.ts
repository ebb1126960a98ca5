import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { OwnerOnly } from '../feature/access.ts';

@Entity({ tableName: 'users' })
// The "C" collation lower-cases A to Z alike in every locale; usernames hold no other letters.
@Index({
  name: 'users_username_unique',
  expression: 'create unique index "users_username_unique" on "users" (lower("username" collate "C"))',
})
// Plain properties: without a resolver of type-graphql around each of them, graphql-js reads them itself.
@ObjectType({ description: 'A person who can sign in.', simpleResolvers: true })
@Directive('@key(fields: "id")')
export class User {
  @PrimaryKey({ type: 'integer', generated: 'by default as identity' })
  @Field(() => ID, { description: 'Stays the same for ever.' })
  id!: number;

  /** As it was typed at signup; unique without regard to case. */
  @Property({ type: 'text' })
  @Field(() => String, { description: 'The public name, as it was typed at signup.' })
  username: string;

  /** In its canonical form (see identifiers.ts), which is what makes the unique index mean something. */
  @Property({ type: 'text', unique: 'users_email_unique' })
  @OwnerOnly()
  @Field(() => String, {
    nullable: true,
    description: "Only you can read your own; null for anybody else's.",
  })
  email: string;

  @Property({ type: 'boolean', default: true })
  @Field(() => Boolean, { description: 'False when the account has been disabled.' })
  isActive = true;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  createdAt!: Date;

  constructor(username: string, email: string) {
    this.username = username;
    this.email = email;
  }
}
