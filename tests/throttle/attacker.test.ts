import { readFileSync } from 'node:fs';
import { features } from '../../src/features.ts';
import { loadConfig } from '../../src/kernel/config.ts';
import { loginAttempt } from '../../src/password/password-attempts.ts';
import { settingGroups } from '../../src/startup/own-declarations.ts';
import { clientOf } from '../../src/throttle/client-address.ts';
import type { CounterStore } from '../../src/throttle/counter-store.ts';
import { makeLimits, reserveAll } from '../../src/throttle/limits-for.ts';
import { VirtualStore } from '../support/virtual-store.ts';

const day = 86_400;
const week = 7 * day;

function limitsAt(store: CounterStore) {
  const config = loadConfig({ NODE_ENV: 'test' }, settingGroups());
  return makeLimits({ kinds: [loginAttempt], config, store, hash: (text) => text });
}

const addressOf = (number: number) => clientOf(`10.0.${number >> 8}.${number & 255}`);

/**
 * Guesses at both identifiers of one account, from each IP address, as soon as the limits allow it.
 *
 * @returns the time of each guess in seconds.
 */
async function guessAtOneAccount(addresses: number, until: number): Promise<number[]> {
  const store = new VirtualStore();
  const limitsFor = limitsAt(store);
  const guesses: number[] = [];
  while (store.now < until) {
    let wait = Number.POSITIVE_INFINITY;
    for (const identifier of ['alice', 'alice@example.com']) {
      for (let number = 0; number < addresses; number += 1) {
        const attempt = { kind: loginAttempt, identifiers: [identifier] };
        let result = await reserveAll(store, limitsFor(attempt, addressOf(number)));
        for (
          ;
          Array.isArray(result);
          result = await reserveAll(store, limitsFor(attempt, addressOf(number)))
        ) {
          guesses.push(store.now);
        }
        wait = Math.min(wait, result.milliseconds / 1000);
      }
    }
    store.now += wait;
  }
  return guesses;
}

/** Guesses once per account, each time at a new one. @returns the number of guesses per day. */
async function guessAtManyAccounts(addresses: number): Promise<number> {
  const store = new VirtualStore();
  const limitsFor = limitsAt(store);
  let guesses = 0;
  let window = 0;
  for (let number = 0; number < addresses; number += 1) {
    for (;;) {
      const attempt = { kind: loginAttempt, identifiers: [`user ${guesses}`] };
      const result = await reserveAll(store, limitsFor(attempt, addressOf(number)));
      if (!Array.isArray(result)) {
        window = result.milliseconds / 1000;
        break;
      }
      guesses += 1;
    }
  }
  return (guesses * day) / window;
}

const document = readFileSync('docs/security.md', 'utf8');

const documented = [...document.matchAll(/^\| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$/gm)].map(
  (row) => row.slice(1).map((cell) => Number(cell.replaceAll(',', ''))),
);

test('docs/security.md says how much 1, 50 and 1,000 IP addresses can guess', async () => {
  const measured: number[][] = [];
  for (const addresses of [1, 50, 1_000]) {
    const guesses = await guessAtOneAccount(addresses, 2 * week);
    const before = (seconds: number) => guesses.filter((at) => at < seconds).length;
    const perWeek = Math.round(before(2 * week) / 2);
    measured.push([addresses, before(day), perWeek, await guessAtManyAccounts(addresses)]);
  }
  expect(documented).toEqual(measured);
});

test('docs/security.md lists every limit, and no other', () => {
  const [, section = ''] = /^## Limits on attempts$(.*?)^## /ms.exec(document) ?? [];
  const rows = [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  const declared = features
    .flatMap(({ attempts = [] }) => attempts)
    .flatMap(({ limits = [] }) => limits.map(({ name }) => name));
  expect(declared.length).toBeGreaterThan(4);
  expect(rows.toSorted()).toEqual([...new Set(declared)].toSorted());
});
