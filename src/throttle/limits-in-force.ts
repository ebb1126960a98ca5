import { createHmac } from 'node:crypto';
import type { App, Attempt } from '../context.ts';
import type { Counters } from './counters.ts';
import { type Charge, CoarseLimit, type Limit, settled, TriesLimit, WindowLimit } from './limits.ts';
import { throttleSettings } from './throttle.settings.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** An account has two names, its username and its address: together the 100 failures in a row of NIST SP 800-63B. */
const triesPerName = 50;

/** A row of failures is forgotten after this time. */
const memory = 7 * day;

/** How long an address is known for the name that logged in from there. */
const addressMemory = 90 * day;

/** One counter that an attempt goes into. */
export interface Count {
  limit: string;
  /** Who is counted in it. */
  key: string;
  charge(): Promise<Charge | number>;
}

/** Which counters an attempt goes into, in the order in which they are asked. */
export type LimitsInForce = (attempt: Attempt, client: string) => Count[];

/**
 * The limits as configured. An attempt that one of them refuses does not reach the next one. So in a week no more than
 * some 35 failures from one address are counted for a name: never the 50 that would make others wait
 * (tests/throttle/login.test.ts).
 */
export function makeLimits(app: App, counters: Counters): LimitsInForce {
  const settings = app.config.of(throttleSettings);
  const loginsByAddress =
    settings.LOGIN_FAILURES_PER_ADDRESS &&
    new WindowLimit('login-address', counters, settings.LOGIN_FAILURES_PER_ADDRESS, { failuresOnly: true });
  const loginsByPlace = new TriesLimit('login-name-and-address', counters, {
    tries: settings.LOGIN_TRIES,
    firstWait: minute,
    longestWait: 12 * hour,
    memory,
  });
  const loginsByName = forStrangers(
    new TriesLimit('login-name', counters, {
      tries: triesPerName,
      firstWait: 15 * minute,
      longestWait: day,
      memory,
    }),
    counters,
  );
  const signups =
    settings.SIGNUPS_PER_ADDRESS && new WindowLimit('signup-address', counters, settings.SIGNUPS_PER_ADDRESS);
  const refreshes =
    settings.REFRESHES_PER_ADDRESS &&
    new CoarseLimit('refresh-address', counters, settings.REFRESHES_PER_ADDRESS);

  const [hashKey] = app.keysFor('throttle/v1');
  // What people type as a name may be anything, a password among it: only who has the key could find out.
  const hash = (text: string) => createHmac('sha256', hashKey).update(text).digest('base64url');
  return ({ kind, identifier }, client) => {
    if (kind === 'signup') return count(signups, client);
    if (kind === 'refresh') return count(refreshes, client);
    if (!identifier) return count(loginsByAddress, client);
    const name = hash(identifier);
    const place = hash(`${client} ${identifier}`);
    return [
      ...count(loginsByAddress, client),
      ...count(loginsByPlace, place),
      { limit: loginsByName.name, key: place, charge: () => loginsByName.charge(name, place) },
    ];
  };
}

function count(limit: Limit | undefined, key: string): Count[] {
  return limit ? [{ limit: limit.name, key, charge: () => limit.charge(key) }] : [];
}

/** Lets those pass, whatever others are doing, who come from where they have logged in before. */
function forStrangers(limit: Limit, counters: Counters) {
  const known = counters.make('known-address', 1, addressMemory);
  return {
    name: limit.name,
    async charge(name: string, place: string): Promise<Charge | number> {
      const charge = await limit.charge(name);
      const remember = () => known.set(place, 1, addressMemory);
      if (typeof charge !== 'number') {
        return { ...charge, clear: () => Promise.all([charge.clear(), remember()]) };
      }
      return (await known.get(place)) ? { ...settled, clear: remember } : charge;
    },
  };
}
