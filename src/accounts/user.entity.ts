import { Check, Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { OwnerOnly } from '../feature/access.ts';

@Entity({ tableName: 'users' })
// Usernames have only ASCII letters, and the "C" collation lower-cases ASCII the same way in every locale.
@Index({
  name: 'users_username_unique',
  expression: 'create unique index "users_username_unique" on "users" (lower("username" collate "C"))',
})
// Keeps manual SQL from storing identifiers that no login can find. Disabled accounts are exempt, so that an operator can
// disable an account with such an identifier.
@Check({
  name: 'users_username_canonical',
  expression: `not "is_active" or "username" collate "C" ~ '^[A-Za-z0-9][A-Za-z0-9._-]{2,31}$'`,
})
@Check({
  name: 'users_email_canonical',
  expression:
    `not "is_active" or ("email" = lower("email" collate "C") ` +
    `and "email" ~ '^[^@[:space:]]+@[^@[:space:]]+$' and "email" !~ '[@.]xn--[^@]*$')`,
})
// Lets graphql-js read the properties directly, without a type-graphql resolver for each.
@ObjectType({ description: 'A person who can sign in.', simpleResolvers: true })
@Directive('@key(fields: "id")')
export class User {
  @PrimaryKey({ type: 'integer', generated: 'by default as identity' })
  @Field(() => ID, { description: 'Never changes.' })
  id!: number;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'The public name, as typed at signup.' })
  username: string;

  /** In canonical form (identifiers.ts), so that the unique index catches every duplicate. */
  @Property({ type: 'text', unique: 'users_email_unique' })
  @OwnerOnly()
  @Field(() => String, {
    nullable: true,
    description: 'Null for everyone except the owner of the account.',
  })
  email: string;

  @Property({ type: 'boolean', default: true })
  @Field(() => Boolean, {
    description: 'False if the account is disabled, closing or deleted.',
  })
  isActive = true;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  createdAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  emailVerifiedAt?: Date | null;

  /** When a mail server permanently rejected mail to `email`. */
  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  emailRefusedAt?: Date | null;

  /** The language for mails. Stored because most mails are sent long after the request that caused them. */
  @Property({ type: 'text', nullable: true })
  locale?: string | null;

  /** When the owner last changed the username to a different one. */
  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  renamedAt?: Date | null;

  /**
   * Names the account to authenticators (WebAuthn Level 3, 4, user handle). Random, since authenticators show no id that
   * other services know. Null until the first passkey.
   */
  @Property({ type: 'blob', nullable: true, unique: 'users_webauthn_handle_unique' })
  webauthnHandle?: Buffer | null;

  /**
   * Not a column: `accountColumns` computes it. A getter would break type-graphql, which copies accounts into this class.
   */
  @OwnerOnly()
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the owner has proved that the email is theirs. Null for everyone except the owner of the account.',
  })
  emailVerified = false;

  constructor(username: string, email: string) {
    this.username = username;
    this.email = email;
  }
}
