import { setTimeout as sleep } from 'node:timers/promises';
import bcrypt from 'bcrypt';
import { codes, from, makePerson, type Person } from '../support/client.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: { TRUST_PROXY: '1' } });
const comparisons = jest.spyOn(bcrypt, 'compare');
afterAll(() => world.stop());
beforeEach(async () => {
  await world.sql('delete from throttle_counters');
  comparisons.mockClear();
});

const home = from('192.0.2.1');
const attacker = from('203.0.113.66');
const elsewhere = (number: number) => from(`198.51.100.${number}`);

const wrong = (person: Person) => ({ ...person, password: 'a wrong guess' });

/** Guesses until a guess is rejected by a limit. @returns how many guesses were checked. */
async function guessUntilLimited(person: Person, options = attacker): Promise<number> {
  for (let judged = 0; ; judged += 1) {
    const [code] = codes(await world.logIn(wrong(person), options));
    if (code === 'RATE_LIMITED') return judged;
    expect(code).toBe('INVALID_CREDENTIALS');
  }
}

/** Ages all counters. */
async function age(seconds: number): Promise<void> {
  await world.sql('update throttle_counters set expire = expire - $1', [seconds * 1000]);
}

/** Ages all counters, and waits until the service no longer repeats its last rejection from memory. */
async function wait(seconds: number): Promise<void> {
  await age(seconds);
  await sleep(1_010);
}

/** Reads the remaining wait from the database, since an attempt would just be rejected. */
async function secondsUntilNextTurn(): Promise<number> {
  const [row] = await world.sql<{ expire: string }>(
    "select expire from throttle_counters where key like 'login-name-and-address-turn:%'",
  );
  return Math.max(0, Math.ceil((Number(row?.expire) - Date.now()) / 1000));
}

test('counts an identifier the same in both fields and in every spelling', async () => {
  const person = makePerson();
  const email = `${person.username}@bücher.example`;
  await world.signUp({ ...person, email });
  const spellings = [
    { username: email },
    { email },
    { email: email.toUpperCase() },
    { username: `${person.username}@xn--bcher-kva.example` },
    { email: `${person.username}@xn--bcher-kva.example` },
  ];
  const guess = (at: number) => {
    const input = { ...spellings[at % spellings.length], password: 'a wrong guess' };
    const query = 'mutation ($input: LoginInput!) { login(input: $input) { tokenType } }';
    return world.ask(query, { input }, attacker).then(codes);
  };
  for (let at = 0; at < 10; at += 1) expect(await guess(at)).toEqual(['INVALID_CREDENTIALS']);
  for (let at = 0; at < 5; at += 1) expect(await guess(at)).toEqual(['RATE_LIMITED']);
});

test('judges ten guesses, and says when the next one is allowed', async () => {
  const person = await world.addPerson();
  expect(await guessUntilLimited(person)).toBe(10);
  const { status, data, errors } = await world.logIn(person, attacker);
  expect([status, data]).toEqual([200, null]);
  expect(errors).toMatchObject([{ path: ['login'], extensions: { code: 'RATE_LIMITED' } }]);
  expect(Object.keys(errors?.[0]?.extensions ?? {}).toSorted()).toEqual(['code', 'retryAfterSeconds']);
  const seconds = Number(errors?.[0]?.extensions.retryAfterSeconds);
  expect(seconds).toBeGreaterThan(30);
  expect(seconds).toBeLessThanOrEqual(60);
});

test('treats unknown names, disabled accounts and emails the same', async () => {
  const [person, disabled] = [await world.addPerson(), await world.addPerson()];
  await world.sql('update users set is_active = false where id = $1', [disabled.id]);
  const guessed = [person, disabled, makePerson(), { ...person, username: person.email }];
  const answers: string[] = [];
  for (const [index, each] of guessed.entries()) {
    expect(await guessUntilLimited(each, elsewhere(index))).toBe(10);
    const answer = await world.logIn(each, elsewhere(index));
    answers.push(answer.text.replace(/\d+ seconds|:\d+/g, 'N'));
  }
  expect(new Set(answers).size).toBe(1);
});

test('of 200 concurrent guesses, compares exactly as many as the limit allows', async () => {
  const slow = await World.start({ database: world.database, env: { BCRYPT_COST: '10', TRUST_PROXY: '1' } });
  const person = await slow.addPerson();
  comparisons.mockClear();
  const answers = await Promise.all(Array.from({ length: 200 }, () => slow.logIn(wrong(person), attacker)));
  await slow.stop();
  const refused = answers.flatMap(codes).filter((code) => code !== 'INVALID_CREDENTIALS');
  expect(new Set(refused)).toEqual(new Set(['OVERLOADED', 'RATE_LIMITED']));
  expect([comparisons.mock.calls.length, answers.length - refused.length]).toEqual([10, 10]);
});

test('compares 50 guesses at one name, from any number of IP addresses', async () => {
  const person = await world.addPerson();
  comparisons.mockClear();
  for (let round = 0; round < 5; round += 1) {
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => world.logIn(wrong(person), elsewhere(round * 40 + n))),
    );
  }
  expect(comparisons).toHaveBeenCalledTimes(50);
});

test('lets the owner log in from elsewhere at once, after a week of guesses from one IP address', async () => {
  const person = await world.addPerson();
  let guesses = await guessUntilLimited(person);
  await wait(0);
  for (let hours = 0; hours < 7 * 24; guesses += 1) {
    const seconds = await secondsUntilNextTurn();
    await age(seconds);
    hours += seconds / 3_600;
    expect(codes(await world.logIn(wrong(person), attacker))).toEqual(['INVALID_CREDENTIALS']);
  }
  expect(guesses).toBeGreaterThan(30);
  expect(guesses).toBeLessThan(50);
  expect(codes(await world.logIn(person, home))).toEqual([]);
});

test('lets the owner log in from known IP addresses while many IP addresses guess', async () => {
  const person = await world.addPerson();
  expect(codes(await world.logIn(person, home))).toEqual([]);
  for (let address = 0; address < 6; address += 1) {
    await Promise.all(Array.from({ length: 9 }, () => world.logIn(wrong(person), elsewhere(address))));
  }
  expect(codes(await world.logIn(person, elsewhere(100)))).toEqual(['RATE_LIMITED']);
  for (let time = 0; time < 3; time += 1) expect(codes(await world.logIn(person, home))).toEqual([]);
});

test('counts all networks of a household as one place', async () => {
  const person = await world.addPerson();
  comparisons.mockClear();
  for (let network = 0; network < 60; network += 1) {
    await world.logIn(wrong(person), from(`2001:db8:1:${network.toString(16)}::1`));
  }
  expect(comparisons).toHaveBeenCalledTimes(10);
  expect(codes(await world.logIn(person, elsewhere(1)))).toEqual([]);
});

test('lets the owner log in from where she signed up, by either identifier, while many IP addresses guess', async () => {
  const person = makePerson();
  await world.signUp(person, home);
  for (const username of [person.username, person.email]) {
    const guess = { username, password: 'a wrong guess' };
    for (let address = 0; address < 6; address += 1) {
      await Promise.all(Array.from({ length: 9 }, () => world.logIn(guess, elsewhere(address))));
    }
    expect(codes(await world.logIn({ ...person, username }, elsewhere(100)))).toEqual(['RATE_LIMITED']);
    expect(codes(await world.logIn({ ...person, username }, home))).toEqual([]);
  }
});

test('also resets the waits if the success was a free attempt of a later week', async () => {
  const person = await world.addPerson();
  await guessUntilLimited(person);
  for (const seconds of [60, 120, 240]) {
    await wait(seconds);
    expect(await guessUntilLimited(person)).toBe(1);
  }
  await world.sql(
    "update throttle_counters set expire = 0 where key like 'login-name%' and key not like '%-turn%'",
  );
  await sleep(1_010);
  expect(codes(await world.logIn(person, attacker))).toEqual([]);
  expect(await guessUntilLimited(person)).toBe(10);
  const [error] = (await world.logIn(person, attacker)).errors ?? [];
  expect(error?.extensions.retryAfterSeconds).toBeLessThanOrEqual(60);
});

test('doubles each wait, and resets after a success', async () => {
  const person = await world.addPerson();
  await guessUntilLimited(person);
  for (const expected of [60, 120, 240]) {
    const [error] = (await world.logIn(person, attacker)).errors ?? [];
    expect(error?.extensions.retryAfterSeconds).toBeGreaterThan(expected - 20);
    expect(error?.extensions.retryAfterSeconds).toBeLessThanOrEqual(expected);
    await wait(expected);
    expect(await guessUntilLimited(person)).toBe(1);
  }
  await wait(480);
  expect(codes(await world.logIn(person, attacker))).toEqual([]);
  expect(await guessUntilLimited(person)).toBe(10);
});

test('never delays correct passwords, even if many arrive at once', async () => {
  const person = await world.addPerson();
  const answers = await Promise.all(Array.from({ length: 40 }, () => world.logIn(person, home)));
  expect(answers.flatMap(codes)).toEqual([]);
});

test('counts no attempt of a request with a hundred attempts', async () => {
  const person = await world.addPerson();
  comparisons.mockClear();
  const login = `login(input: { username: "${person.username}", password: "a wrong guess" }) { tokenType }`;
  const aliases = Array.from({ length: 100 }, (_, n) => `a${n}: ${login}`).join(' ');
  const fragments = `mutation { ...L ...M } fragment L on Mutation { a: ${login} } fragment M on Mutation { b: ${login} }`;
  for (const query of [`mutation { ${aliases} }`, fragments]) {
    expect(codes(await world.ask(query, {}, attacker))[0]).toMatch(/^GRAPHQL_/);
  }
  expect(comparisons).not.toHaveBeenCalled();
  expect(await world.sql("select key from throttle_counters where key like 'login%'")).toEqual([]);
  expect(await guessUntilLimited(person)).toBe(10);
});

test('records every rejection, and keeps typed identifiers out of the counters', async () => {
  const person = makePerson();
  await guessUntilLimited(person);
  const limited = world.log.filter((line) => line.includes('attempt.limited')).at(-1) ?? '{}';
  expect(JSON.parse(limited)).toMatchObject({
    requestId: expect.any(String),
    event: { type: 'attempt.limited', outcome: 'refused', reason: 'login-name-and-address' },
  });
  const keys = await world.sql<{ key: string }>('select key from throttle_counters');
  expect(keys.length).toBeGreaterThan(2);
  for (const { key } of keys) expect(key).not.toContain(person.username);
});
