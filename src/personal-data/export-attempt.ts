import type { AttemptKind } from '../feature/attempts.ts';

const hour = 3_600;

/** An export reads many tables. */
export const exportAttempt: AttemptKind = {
  name: 'export-data',
  limits: [{ name: 'export-data', by: 'account', rate: () => ({ count: 20, seconds: hour }) }],
};
