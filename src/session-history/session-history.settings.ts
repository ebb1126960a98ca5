import { setting } from '../kernel/config.ts';
import { seconds } from '../kernel/setting-values.ts';

export const sessionHistorySettings = {
  SESSION_HISTORY: setting(seconds, {
    default: '90d',
    help: 'How long support can look up an ended session: when, where and why it began and ended.',
  }),
};
