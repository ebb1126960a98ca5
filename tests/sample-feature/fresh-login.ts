import type { Guard } from '../../src/feature/access.ts';
import { requireUser } from '../../src/sessions/require-user.ts';
import { loginTooOld } from './badges.errors.ts';

/** A guard that requires a recent login. @throws LOGIN_TOO_OLD */
export const freshLogin =
  (maxAgeSeconds: number): Guard =>
  async (ctx) => {
    const { session } = await requireUser(ctx);
    if (session.now - session.authenticatedAt > maxAgeSeconds) throw loginTooOld({ maxAgeSeconds });
  };
