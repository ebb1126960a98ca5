import { setting } from '../../src/kernel/config.ts';
import { flag, integer } from '../../src/kernel/setting-values.ts';

export const badgeSettings = {
  BADGES: setting(flag, { default: 'false', help: 'Whether accounts may have a badge.' }),
  BADGE_LENGTH: setting(integer(4, 12), { default: '6', help: 'How many digits a badge has.' }),
};
