import type { App } from '../feature/context.ts';
import { ConfigError } from '../kernel/config.ts';
import { mailSettings } from '../mail/mail.settings.ts';
import { oncePer } from '../platform/once-per.ts';
import { isAndroidApp, isDomain, isInDomain, isSecureOrigin } from './origin-rules.ts';
import { passkeysNotConfigured } from './passkeys.errors.ts';
import { passkeySettings } from './passkeys.settings.ts';

/** The site that passkeys are bound to (WebAuthn Level 3, 4). */
export interface RelyingParty {
  readonly id: string;
  readonly name: string;
  readonly origins: readonly string[];
}

/** The app of `npm start` in examples/spa. */
const exampleApp = 'http://localhost:5173';

/** @returns undefined if the settings name no domain that a passkey could belong to. @throws ConfigError */
export const findRelyingParty = oncePer((app: App): RelyingParty | undefined => {
  const { config } = app;
  const { PASSKEY_RP_ID, PASSKEY_ORIGINS, PASSKEY_RELATED_ORIGINS } = config.of(passkeySettings);
  const pages = ownPages(app);
  const id = PASSKEY_RP_ID ?? domainOf(PASSKEY_ORIGINS ?? pages);
  if (id === undefined) {
    if (PASSKEY_ORIGINS === undefined) return undefined;
    throw new ConfigError(['PASSKEY_RP_ID must be set, since PASSKEY_ORIGINS names no domain']);
  }
  const isExample = !config.isProduction && id === 'localhost';
  const likely = [...pages, ...(isExample ? [exampleApp] : [])].filter((origin) => isInDomain(origin, id));
  const origins = [...new Set(PASSKEY_ORIGINS ?? likely)];
  const outside = origins.filter((origin) => !isAndroidApp(origin) && !isInDomain(origin, id));
  if (origins.length === 0) {
    throw new ConfigError([
      `PASSKEY_ORIGINS must be set, since neither APP_URL nor JWT_ISSUER is an https URL under PASSKEY_RP_ID (${id})`,
    ]);
  }
  const insecure = outside.find((origin) => !origin.startsWith('https:'));
  if (insecure !== undefined && PASSKEY_RELATED_ORIGINS) {
    throw new ConfigError([
      `PASSKEY_ORIGINS must not contain ${insecure}, since browsers accept only https for related origins`,
    ]);
  }
  if (outside.length > 0 && !PASSKEY_RELATED_ORIGINS) {
    throw new ConfigError([
      `PASSKEY_ORIGINS must be under PASSKEY_RP_ID (${id}), but ${outside.join(', ')} is not: change PASSKEY_RP_ID to a domain ` +
        'above all of them, or set PASSKEY_RELATED_ORIGINS=true',
    ]);
  }
  const { BRAND_NAME, MAIL_FROM } = config.of(mailSettings);
  return { id, name: BRAND_NAME ?? (MAIL_FROM?.name || id), origins };
});

/** @throws PASSKEYS_NOT_CONFIGURED */
export function relyingParty(app: App): RelyingParty {
  const found = findRelyingParty(app);
  if (!found) throw passkeysNotConfigured();
  return found;
}

/** The origins of the app and of the service's own pages that browsers allow to use passkeys. */
function ownPages(app: App): string[] {
  const { APP_URL } = app.config.of(mailSettings);
  return [APP_URL, app.accessTokens.issuer]
    .map((text) => URL.parse(text ?? '')?.origin ?? '')
    .filter((origin) => isSecureOrigin(origin) && isDomain(new URL(origin).hostname));
}

function domainOf(origins: readonly string[]): string | undefined {
  return origins
    .filter((origin) => !isAndroidApp(origin))
    .map((origin) => new URL(origin).hostname)
    .find(isDomain);
}
