import type { App } from '../../feature/context.ts';
import { serviceName } from '../../mail/mail-view.ts';
import { accountPageSettings } from '../account-pages.settings.ts';

/** What the header and the footer of every page show. */
export interface Brand {
  readonly name: string;
  /** The name of a file, if there is a logo. */
  readonly logo: string | undefined;
  readonly isNameInLogo: boolean;
  readonly supportEmail: string | undefined;
}

export function brandOf(app: App): Brand {
  const { BRAND_LOGO_FILE, SUPPORT_EMAIL } = app.config.of(accountPageSettings);
  return {
    name: serviceName(app),
    logo: BRAND_LOGO_FILE?.name,
    isNameInLogo: BRAND_LOGO_FILE?.isWide ?? false,
    supportEmail: SUPPORT_EMAIL?.email,
  };
}
