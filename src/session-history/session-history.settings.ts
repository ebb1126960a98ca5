import { setting } from '../kernel/config.ts';
import { seconds } from '../kernel/setting-values.ts';

export const sessionHistorySettings = {
  SESSION_HISTORY: setting(seconds, {
    default: '90d',
    help: 'How long operators can look up when, where and why an ended session began and ended.',
  }),
};
