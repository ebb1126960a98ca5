import type { App } from '../feature/context.ts';
import { ConfigError } from '../kernel/config.ts';
import { oncePer } from '../platform/once-per.ts';
import { repeat } from '../platform/repeat.ts';
import { tokenSettings } from '../platform/tokens/access-tokens.ts';
import { KeyRing, secretKid } from './key-ring.ts';
import { type KeyRow, keepKeys, selectKeys } from './key-statements.ts';
import { keySettings } from './keys.settings.ts';
import { configuredKeys } from './load-keys.ts';
import type { PrivateKey, PublicJwk } from './private-keys.ts';

interface Known {
  ring?: KeyRing;
  /** What this process signs with, or will; the newest first. */
  own?: readonly PrivateKey[];
}

const known = oncePer((_app: App): Known => ({}));

/** The public keys, as of a few seconds ago. */
export function publishedKeys(app: App): readonly PublicJwk[] {
  return known(app).ring?.jwks ?? [];
}

/** Joins what the other replicas do with keys, and goes on with it beside the requests. @returns ends it. */
export async function startKeepingKeys(app: App): Promise<() => void> {
  await takeTurn(app);
  const pause = turnSeconds(app) * 1000;
  return repeat({ first: pause, pause }, async () => {
    try {
      await takeTurn(app);
    } catch (err) {
      app.log.warn({ err }, 'could not look after the signing keys; trying again');
    }
  });
}

const longestTurnSeconds = 10;

/**
 * How often each process looks. What a gateway knows is then never as old as two of its intervals: a sixth of one here,
 * half of one in caches on the way (jwks.ts), and one between two of its fetches.
 */
function turnSeconds({ config }: App): number {
  return Math.min(config.of(keySettings).JWKS_POLL_INTERVAL / 6 / 1000, longestTurnSeconds);
}

async function takeTurn(app: App): Promise<void> {
  const state = known(app);
  const own = readKeys(app, state.own);
  const { ring: before } = state;
  const ring = await readRing(app, own, before);
  Object.assign(state, { own, ring });
  if (ring.state === before?.state) return;
  app.accessTokens.use(ring);
  const signing = ring.signing.kid ?? secretKid;
  if (before) app.log.info({ signing, published: ring.jwks.map(({ kid }) => kid) }, 'signing keys changed');
  if (ring.isEarly) {
    app.log.warn({ signing }, 'it signs before gateways know it: keep the key before it behind it');
  }
  if (signing === secretKid && ring.jwks.length > 0 && own.length === 0) {
    app.log.warn('no JWT_PRIVATE_KEY here, while others have one: gateways refuse what this one signs');
  }
}

/** A file may have been rotated. While it cannot be read, the keys stay that were read before. */
function readKeys(app: App, before: readonly PrivateKey[] | undefined): readonly PrivateKey[] {
  try {
    return configuredKeys(app.config);
  } catch (error) {
    if (!before || !(error instanceof ConfigError)) throw error;
    app.log.warn({ problems: error.problems }, 'the signing keys cannot be read again; the ones before stay');
    return before;
  }
}

/** Reads what is known, after publishing and prolonging whatever this process signs with. */
async function readRing(app: App, own: readonly PrivateKey[], before: KeyRing | undefined): Promise<KeyRing> {
  const turn = turnSeconds(app);
  const { ACCESS_TOKEN_TTL } = app.config.of(tokenSettings);
  for (let round = 1; ; round += 1) {
    const rows = await app.database.read<KeyRow>('signing-keys', selectKeys, [ACCESS_TOKEN_TTL + 5 * turn]);
    const ring = new KeyRing(rows, own, app.accessTokens.secretKeys);
    const isKept = (kid: string) => rows.some((row) => row.kid === kid && (row.isRevoked || !row.isDue));
    const due = ring.own.filter((kid) => !isKept(kid)).toSorted();
    // Published keys may change who signs, and that who is due.
    if (due.length === 0 || round === 3) return ring;
    const jwks = due.map((kid) => {
      const key = own.find((each) => each.kid === kid);
      return key ? JSON.stringify(key.publicJwk) : null;
    });
    const delay = (2 * app.config.of(keySettings).JWKS_POLL_INTERVAL) / 1000;
    try {
      await app.database.write(keepKeys, [due, jwks, delay, ACCESS_TOKEN_TTL + 10 * turn]);
    } catch (err) {
      app.log.warn({ err, kids: due }, 'could not publish or prolong signing keys; trying again');
      // What others have published and revoked counts all the same; what this one signs with does not end by that.
      const signing = before && (before.signing.kid ?? secretKid);
      const prolonged = rows.map((row) => (row.kid === signing ? { ...row, isUnended: true } : row));
      return new KeyRing(prolonged, own, app.accessTokens.secretKeys);
    }
  }
}
