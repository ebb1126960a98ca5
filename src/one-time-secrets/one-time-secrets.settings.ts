import { setting } from '../kernel/config.ts';
import { rate } from '../kernel/setting-values.ts';

export const oneTimeSecretSettings = {
  CODE_FAILURES_PER_ADDRESS: setting(rate, {
    default: '50/15m',
    help: 'Wrong codes from one IP address, for any account; off for no limit.',
  }),
};
