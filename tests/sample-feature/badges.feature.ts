import type { Feature } from '../../src/feature/feature.ts';
import { Badge } from './badge.entity.ts';
import { badgeAttempt } from './badge-attempt.ts';
import { badgeCommands } from './badge-commands.ts';
import { badgeData } from './badge-data.ts';
import { badgeGauges } from './badge-gauges.ts';
import { badgeInvalid, badgeRequired, badgeTaken, noBadge } from './badges.errors.ts';
import { badgeAdded, badgeNoticed, badgeRejected } from './badges.events.ts';
import { BadgesResolver } from './badges.resolver.ts';
import { badgeSettings } from './badges.settings.ts';
import { checkBadges } from './check-badges.ts';
import { findBadge } from './find-badge.ts';
import { logEvent } from './log-events.ts';
import { startNotices, wakeNotices } from './notices.ts';
import { requireBadge } from './require-badge.ts';
import { scanBadge } from './scan-badge.ts';

/** Uses everything a feature can declare. Start from a copy of this when you write a new feature. */
export const badges: Feature = {
  name: 'badges',
  enabled: (config) => config.of(badgeSettings).BADGES,
  settings: badgeSettings,
  entities: [Badge],
  errors: [badgeRequired, badgeInvalid, badgeTaken, noBadge],
  events: [badgeAdded, badgeNoticed, badgeRejected],
  attempts: [badgeAttempt],
  proofMethods: [{ name: 'badge', factors: ['possession'] }],
  revocationReasons: ['badge-lost'],
  resolvers: [BadgesResolver],
  routes: [
    { method: 'POST', path: '/badges/scan', handle: scanBadge },
    { method: 'GET', path: '/badges', handle: () => ({ redirect: '/badges/scan' }) },
  ],
  commands: badgeCommands,
  claims: { badge: async (ctx, { account }) => (await findBadge(ctx, account.id)) !== null || undefined },
  gauges: badgeGauges,
  checks: { badges: checkBadges },
  personalData: badgeData,
  beforeSession: requireBadge,
  listensTo: ['session.opened', 'account.*', 'badge.added'],
  onEvent: logEvent,
  afterEvent: wakeNotices,
  start: startNotices,
};
