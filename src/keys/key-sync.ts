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
  /** This process's private keys, newest first. */
  own?: readonly PrivateKey[];
}

const known = oncePer((_app: App): Known => ({}));

/** The public keys as of the last sync. */
export function publishedKeys(app: App): readonly PublicJwk[] {
  return known(app).ring?.jwks ?? [];
}

/**
 * Syncs key state with the other replicas, immediately and then in the background. @returns a function that stops the sync.
 */
export async function startKeySync(app: App): Promise<() => void> {
  await syncKeys(app);
  const pause = intervalSeconds(app) * 1000;
  return repeat({ name: 'sync of the signing keys', log: app.log, first: pause, pause }, () => syncKeys(app));
}

const maxIntervalSeconds = 10;

/**
 * Keeps a gateway's keys younger than two of its polling intervals: up to a sixth of an interval passes here, half of one in
 * caches (jwks.ts), and a full one between two fetches.
 */
function intervalSeconds({ config }: App): number {
  return Math.min(config.of(keySettings).JWKS_POLL_INTERVAL / 6 / 1000, maxIntervalSeconds);
}

async function syncKeys(app: App): Promise<void> {
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
    app.log.warn(
      { signing },
      'signing with a key before gateways know it: keep the previous key after the new key',
    );
  }
  if (signing === secretKid && ring.jwks.length > 0 && own.length === 0) {
    app.log.warn('other replicas have JWT_PRIVATE_KEY but this replica does not: gateways reject its tokens');
  }
}

/** Rereads the keys, since the file may have been rotated. On failure, the previous keys stay in use. */
function readKeys(app: App, before: readonly PrivateKey[] | undefined): readonly PrivateKey[] {
  try {
    return configuredKeys(app.config);
  } catch (error) {
    if (!before || !(error instanceof ConfigError)) throw error;
    app.log.warn(
      { problems: error.problems },
      'could not reread the signing keys; the previous keys stay in use',
    );
    return before;
  }
}

/** Publishes or extends this process's signing keys, then reads the state of all keys. */
async function readRing(app: App, own: readonly PrivateKey[], before: KeyRing | undefined): Promise<KeyRing> {
  const interval = intervalSeconds(app);
  const { ACCESS_TOKEN_TTL } = app.config.of(tokenSettings);
  for (let round = 1; ; round += 1) {
    const rows = await app.database.read<KeyRow>('signing-keys', selectKeys, [
      ACCESS_TOKEN_TTL + 5 * interval,
    ]);
    const ring = new KeyRing(rows, own, app.accessTokens.secretKeys);
    const isKept = (kid: string) => rows.some((row) => row.kid === kid && (row.isRevoked || !row.isDue));
    const due = ring.own.filter((kid) => !isKept(kid)).toSorted();
    // Publishing a key may change which key signs, and with it which keys are due.
    if (due.length === 0 || round === 3) return ring;
    const jwks = due.map((kid) => {
      const key = own.find((each) => each.kid === kid);
      return key ? JSON.stringify(key.publicJwk) : null;
    });
    const delay = (2 * app.config.of(keySettings).JWKS_POLL_INTERVAL) / 1000;
    try {
      await app.database.write(keepKeys, [due, jwks, delay, ACCESS_TOKEN_TTL + 10 * interval]);
    } catch (err) {
      app.log.warn({ err, kids: due }, 'could not publish or extend signing keys; retrying');
      // Pick up what other replicas published or revoked, but stick with the current signing key despite the failure.
      const signing = before && (before.signing.kid ?? secretKid);
      const extended = rows.map((row) => (row.kid === signing ? { ...row, isUnended: true } : row));
      return new KeyRing(extended, own, app.accessTokens.secretKeys);
    }
  }
}
