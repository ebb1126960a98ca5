import type { Route } from '../feature/routes.ts';
import { ClientError } from '../kernel/errors.ts';
import { isAndroidApp } from './origin-rules.ts';
import { passkeySettings } from './passkeys.settings.ts';
import { findRelyingParty } from './relying-party.ts';

/** Browsers read this file on the host of the RP id (WebAuthn Level 3, 5.11), so a proxy there has to forward the path. */
export const relatedOrigins: Route = {
  method: 'GET',
  path: '/.well-known/webauthn',
  answersHead: true,
  handle({ app }) {
    const party = findRelyingParty(app);
    if (!party || !app.config.of(passkeySettings).PASSKEY_RELATED_ORIGINS)
      return { status: 404, error: new ClientError('NOT_FOUND', 'Not found.') };
    const origins = party.origins.filter((origin) => !isAndroidApp(origin));
    return { headers: { 'cache-control': 'public, max-age=3600' }, body: { origins } };
  },
};
