import { PasswordHasher } from '../../src/platform/hashing/password-hasher.ts';

const hasher = new PasswordHasher(10, { maxWaiting: 64 });

const published = {
  'OpenBSD: the empty password': ['', '$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.'],
  'OpenBSD: one letter': ['a', '$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe'],
  'OpenBSD: three letters': ['abc', '$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i'],
  'OpenBSD: the alphabet': [
    'abcdefghijklmnopqrstuvwxyz',
    '$2a$06$.rCVZVOThsIa97pEDOxvGuRRgzG64bvtJ0938xuqzv18d3ZpQhstC',
  ],
  'OpenBSD: signs and spaces': [
    '~!@#$%^&*()      ~!@#$%^&*()PNBFRD',
    '$2a$06$fPIsBO8qRqkjj273rfaOI.HtSV9jLDpTbZn782DC6/t7qT67P6FfO',
  ],
  'Openwall: three signs': ['U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  'Openwall: four signs': ['U*U*', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK'],
  'Passlib: bcrypt_sha256, version 2': [
    'password',
    '$bcrypt-sha256$v=2,t=2b,r=12$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2',
  ],
} as const;

test.each(Object.entries(published))('agrees with the published vector of %s', async (_name, [
  text,
  hash,
]) => {
  expect(await hasher.matches(text, hash)).toBe(true);
  expect(await hasher.matches(`${text}x`, hash)).toBe(false);
});

test.each(['2a', '2b', '2y'])('reads hashes with the prefix $%s$', async (version) => {
  const hash = `$${version}$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW`;
  expect(await hasher.matches('U*U', hash)).toBe(true);
  expect(await hasher.matches('U*V', hash)).toBe(false);
});

test('stores plain bcrypt up to 72 bytes, and a tagged hash of the whole password above', async () => {
  const [short, long] = ['p'.repeat(72), 'p'.repeat(73)];
  const [plain, tagged] = [await hasher.hash(short), await hasher.hash(long)];
  expect(plain).toMatch(/^\$2b\$10\$[./A-Za-z0-9]{53}$/);
  expect(tagged).toMatch(/^\$bcrypt-sha256\$v=2,t=2b,r=10\$[./A-Za-z0-9]{22}\$[./A-Za-z0-9]{31}$/);
  expect(await hasher.matches(short, plain)).toBe(true);
  expect(await hasher.matches(long, tagged)).toBe(true);
  expect(await hasher.matches(short, tagged)).toBe(false);
});

test('counts bytes, not characters', async () => {
  expect(await hasher.hash('ü'.repeat(36))).toMatch(/^\$2b\$/);
  expect(await hasher.hash(`${'ü'.repeat(36)}p`)).toMatch(/^\$bcrypt-sha256\$/);
});

test('never confuses a longer password with one that has the same first 72 bytes', async () => {
  const plain = await hasher.hash('p'.repeat(72));
  const tagged = await hasher.hash('p'.repeat(80));
  expect(await hasher.matches('p'.repeat(73), plain)).toBe(false);
  expect(await hasher.matches(`${'p'.repeat(79)}q`, tagged)).toBe(false);
});

test('never creates the same hash twice', async () => {
  for (const text of ['one password', 'one password '.repeat(8)]) {
    expect(await hasher.hash(text)).not.toBe(await hasher.hash(text));
  }
});

const withoutPassword = {
  'no hash': undefined,
  'an empty one': '',
  'a text that is not a hash': 'U*U',
  'a cost that would take days': '$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
  'a cost of zero': '$2b$00$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
  'one character too few': '$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe',
  'one character too many': '$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeWW',
  'a line break after it': '$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n',
  'a version with a known flaw': '$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
  'the first version of the tagged form':
    '$bcrypt-sha256$2b,12$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2',
};

test.each(
  Object.entries(withoutPassword),
)('matches no password if the account has %s', async (_name, hash) => {
  for (const text of ['U*U', 'password', '', undefined]) expect(await hasher.matches(text, hash)).toBe(false);
});

test('matches nothing without an acceptable password', async () => {
  expect(await hasher.matches(undefined, published['OpenBSD: the empty password'][1])).toBe(false);
});

test('reports a hash as outdated only if its cost is below the setting', async () => {
  const hash = (cost: string) => `$2b$${cost}$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW`;
  expect(['09', '10', '11'].map((cost) => hasher.isOutdated(hash(cost)))).toEqual([true, false, false]);
  const passlib = published['Passlib: bcrypt_sha256, version 2'][1];
  expect(hasher.isOutdated(passlib)).toBe(false);
  expect(hasher.isOutdated(passlib.replace('r=12', 'r=9'))).toBe(true);
  expect(hasher.isOutdated('no hash')).toBe(false);
});

test('rejects jobs that would wait too long at once, and works again afterwards', async () => {
  const busy = new PasswordHasher(10, { maxWaiting: 1 });
  const attempts = Array.from({ length: 12 }, () => busy.hash('one password'));
  const outcomes = await Promise.allSettled(attempts);
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThan(12);
  for (const { reason } of refused as PromiseRejectedResult[]) {
    expect(reason).toMatchObject({ code: 'OVERLOADED', extensions: { retryAfterSeconds: 2 } });
  }
  expect(await busy.hash('one password')).toMatch(/^\$2b\$10\$/);
});

test('hashes at once with an empty queue, even if no job may wait', async () => {
  expect(await new PasswordHasher(10, { maxWaiting: 0 }).hash('one password')).toMatch(/^\$2b\$10\$/);
});

test('hashes no more passwords at a time than configured', async () => {
  const hasher = new PasswordHasher(10, { maxWaiting: 8, concurrency: 1 });
  const hashes = [hasher.hash('one password'), hasher.hash('one password')];
  expect(hasher.load).toMatchObject({ running: 1, waiting: 1 });
  await Promise.all(hashes);
});

test('leaves a thread for other work, even if configured for more', async () => {
  const hasher = new PasswordHasher(10, { maxWaiting: 8, concurrency: 64 });
  const hashes = Array.from({ length: 5 }, () => hasher.hash('one password'));
  const threads = Number(process.env.UV_THREADPOOL_SIZE) || 4;
  expect(hasher.load.running).toBe(Math.min(5, threads - 1));
  await Promise.all(hashes);
});
