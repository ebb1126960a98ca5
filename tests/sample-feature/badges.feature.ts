import { requireAccount, userArgument } from '../../src/accounts/find-account.ts';
import type { Feature } from '../../src/feature/feature.ts';
import {
  badgeAdded,
  badgeAttempt,
  badgeInvalid,
  badgeNoticed,
  badgeRejected,
  badgeRequired,
  badgeSettings,
  badgeTaken,
  loginTooOld,
} from './badges.declarations.ts';
import { BadgesResolver } from './badges.resolver.ts';
import { findBadge, logEvent, requireBadge, scanBadge, startNotices, wakeNotices } from './badges.ts';

/** A feature that uses every seam: what a new one may be copied from. */
export const badges: Feature = {
  name: 'badges',
  enabled: (config) => config.of(badgeSettings).BADGES,
  settings: badgeSettings,
  errors: [badgeRequired, badgeInvalid, badgeTaken, loginTooOld],
  events: [badgeAdded, badgeNoticed, badgeRejected],
  attempts: [badgeAttempt],
  proofMethods: [{ name: 'badge', factors: ['possession'] }],
  revocationReasons: ['badge-lost'],
  resolvers: [BadgesResolver],
  routes: [
    { method: 'POST', path: '/badges/scan', handle: scanBadge },
    { method: 'GET', path: '/badges', handle: () => ({ redirect: '/badges/scan' }) },
  ],
  commands: {
    'badges show': {
      help: 'Show the badge of an account.',
      arguments: [userArgument],
      async run({ args: [name = ''], open }) {
        const ctx = await open();
        const { id, username } = await requireAccount(ctx, name);
        return { username, badge: await findBadge(ctx, id) };
      },
    },
  },
  claims: {
    badge: async (ctx, { account }) => ((await findBadge(ctx, account.id)) === null ? undefined : true),
  },
  gauges: {
    badges: {
      help: 'Accounts with a badge.',
      async read({ database }) {
        const [row] = await database.read<{ n: number }>(
          'count-badges',
          'select count(*)::int4 as n from badges',
          [],
        );
        return row?.n ?? 0;
      },
    },
  },
  personalData: {
    tables: ['badges', 'badge_challenges', 'badge_notices', 'badge_log'],
    export: async (ctx, { id }) => ({ badge: await findBadge(ctx, id) }),
  },
  beforeSession: requireBadge,
  listensTo: ['session.opened', 'account.*', 'badge.added'],
  onEvent: logEvent,
  afterEvent: wakeNotices,
  start: startNotices,
};
