import type { Feature } from '../feature/feature.ts';
import { accountPageSettings } from './account-pages.settings.ts';
import { fileRoute } from './page-files.ts';
import { pageRoutes } from './page-routes.ts';

/** Pages for the links in mails, until an app has its own. */
export const accountPages: Feature = {
  name: 'account-pages',
  enabled: (config) => config.of(accountPageSettings).ACCOUNT_PAGES,
  settings: accountPageSettings,
  routes: [...pageRoutes, fileRoute],
};
