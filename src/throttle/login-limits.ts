import { createHmac } from 'node:crypto';
import type { Attempt } from '../feature/attempts.ts';
import type { App } from '../feature/context.ts';
import type { Client } from './client-address.ts';
import type { Counter, Counters } from './counters.ts';
import { type Charge, CoarseLimit, type Limit, settled, TriesLimit, WindowLimit } from './limits.ts';
import { throttleSettings } from './throttle.settings.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** An account has two names, its username and its email address: together the 100 failures of NIST SP 800-63B. */
const triesPerName = 50;

/** How long failures count, from the first one of a row. */
const memory = 7 * day;

/** How long a place is known for the name that logged in from there. */
const placeMemory = 90 * day;

/** One counter that an attempt goes into. */
export interface Count {
  limit: string;
  /** Who is counted in it. */
  key: string;
  charge(): Promise<Charge | number>;
}

/** Which counters an attempt goes into, in the order in which they are asked. */
export type LimitsInForce = (attempt: Attempt, client: Client) => Count[];

/**
 * The limits as configured. An attempt that one of them refuses does not reach the next one. So in a week fewer than 50
 * failures from one place are counted for a name: never the 50 that would make others wait
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
  const loginsByName = new TriesLimit('login-name', counters, {
    tries: triesPerName,
    firstWait: 15 * minute,
    longestWait: day,
    memory,
  });
  const known = new KnownPlaces(counters);
  const signups =
    settings.SIGNUPS_PER_ADDRESS && new WindowLimit('signup-address', counters, settings.SIGNUPS_PER_ADDRESS);
  const refreshes =
    settings.REFRESHES_PER_ADDRESS &&
    new CoarseLimit('refresh-address', counters, settings.REFRESHES_PER_ADDRESS);

  const [hashKey] = app.keysFor('throttle/v1');
  // What people type as a name may be anything, a password among it: only who has the key could find out.
  const hash = (text: string) => createHmac('sha256', hashKey).update(text).digest('base64url');
  return ({ kind: { name: kind }, identifiers = [] }, { network, site }) => {
    const names = identifiers.map((identifier) => ({
      name: hash(identifier),
      place: hash(`${site} ${identifier}`),
    }));
    if (kind === 'refresh') return count(refreshes, network);
    if (kind === 'signup') return [...count(signups, network), ...names.map(({ place }) => known.at(place))];
    return [
      ...count(loginsByAddress, network),
      ...names.flatMap(({ name, place }) => [
        ...count(loginsByPlace, place),
        known.orWithin(loginsByName, name, place),
      ]),
    ];
  };
}

function count(limit: Limit | undefined, key: string): Count[] {
  return limit ? [{ limit: limit.name, key, charge: () => limit.charge(key) }] : [];
}

/** Where each name has signed up or logged in: whoever comes from there passes, whatever others are doing. */
class KnownPlaces {
  private readonly counter: Counter;

  constructor(counters: Counters) {
    this.counter = counters.make('known-address', 1, placeMemory);
  }

  /** Refuses nobody, and remembers the place of a success. */
  at(place: string): Count {
    const charge = async () => ({ ...settled, clear: () => this.remember(place) });
    return { limit: 'known-address', key: place, charge };
  }

  /** The limit for all others. */
  orWithin(limit: Limit, name: string, place: string): Count {
    const charge = async () => {
      const found = await limit.charge(name);
      if (typeof found !== 'number') {
        return { ...found, clear: () => Promise.all([found.clear(), this.remember(place)]) };
      }
      return (await this.counter.get(place)) ? { ...settled, clear: () => this.remember(place) } : found;
    };
    return { limit: limit.name, key: place, charge };
  }

  private remember(place: string): Promise<unknown> {
    return this.counter.set(place, 1, placeMemory);
  }
}
