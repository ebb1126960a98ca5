import { setting } from '../kernel/config.ts';
import { rate } from '../kernel/setting-values.ts';

export const mailSettings = {
  MAIL_REQUESTS_PER_ADDRESS: setting(rate, {
    default: { development: '10000/1h', production: '20/1h' },
    help: 'Requests for mails from one IP address; off for no limit.',
  }),
};
