import type { AttemptKind } from '../../src/feature/attempts.ts';

export const badgeAttempt: AttemptKind = {
  name: 'badge',
  limits: [
    { name: 'badge-address', by: 'site', rate: () => ({ count: 30, seconds: 900 }), failuresOnly: true },
  ],
};
