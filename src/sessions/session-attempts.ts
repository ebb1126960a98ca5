import type { AttemptKind } from '../feature/attempts.ts';

export const refreshAttempt: AttemptKind = { name: 'refresh' };
export const logoutAttempt: AttemptKind = { name: 'logout' };
