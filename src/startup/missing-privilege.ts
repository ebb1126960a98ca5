const onSchema = (name: string) =>
  `On an empty database, grant usage, create on schema ${name} to it; where another role migrates, privileges on all tables ` +
  '(docs/security.md).';

/** PostgreSQL's messages about missing privileges, and how to grant each privilege. */
const advice: readonly [RegExp, (object: string) => string][] = [
  [/^permission denied for schema (.+)$/, onSchema],
  [/^permission denied for database (".+")$/, (name) => `Grant connect on database ${name} to this user.`],
  [
    /^permission denied for (?:table|view|relation|sequence) /,
    () => 'After each migration, grant this user privileges on all tables (docs/security.md).',
  ],
  [
    /^must be owner of (.+)$/,
    (name) =>
      `Only the owner of ${name} can migrate it: run "npm run migrate" as that role first (docs/operations.md).`,
  ],
];

/** @param message from an error with SQLSTATE 42501. Always shown: it names the object, even if it is not in English. */
export function missingPrivilege(message: string): string {
  for (const [pattern, advise] of advice) {
    const match = pattern.exec(message);
    if (match) return inContext(message, advise(match[1] ?? ''));
  }
  return inContext(message, 'Grant it (docs/security.md).');
}

const inContext = (message: string, next: string) =>
  `The user in DATABASE_URL lacks a privilege: ${message}. ${next}`;
