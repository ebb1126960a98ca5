import type { PersonalData } from '../../src/feature/feature.ts';
import { findBadge } from './find-badge.ts';

export const badgeData: PersonalData = {
  tables: ['badges', 'badge_challenges', 'badge_notices', 'badge_log'],
  export: async (ctx, { id }) => ({ badge: await findBadge(ctx, id) }),
};
