import { setting } from '../kernel/config.ts';
import { flag } from '../kernel/setting-values.ts';

export const accountPageSettings = {
  ACCOUNT_PAGES: setting(flag, {
    default: 'true',
    help: 'Whether the service serves its own pages for links in mails and for the settings of users, under /account/.',
  }),
};
