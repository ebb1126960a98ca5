import { v7 as uuidv7 } from 'uuid';
import { refuseDisabled } from '../accounts/accounts.service.ts';
import type { Account, Context, ProofMethod } from '../feature/context.ts';
import { beforeSession, inTransaction, record } from '../feature/hooks.ts';
import { execute } from '../platform/database/database.ts';
import type { AuthToken } from './auth-token.type.ts';
import { issueTokens } from './issue-tokens.ts';
import { hashSessionSecret, makeSessionSecret } from './refresh-tokens.ts';
import { endSurplusSessions } from './revoke-sessions.ts';
import { insertSession, lockActiveUser, type SessionRow } from './session-statements.ts';
import { sessionSettings } from './sessions.settings.ts';

const longestUserAgent = 256;

/**
 * The one way in: every kind of login ends here. Gates run first, so a refused user never has a session, not even for a
 * moment.
 *
 * @param proof the account, and how its owner proved to be the one.
 * @throws whatever a feature's `beforeSession` refuses with.
 */
export async function openSession(
  ctx: Context,
  { account, methods }: { account: Account; methods: ProofMethod[] },
): Promise<AuthToken> {
  await beforeSession(ctx, { account, methods });
  const settings = ctx.app.config.of(sessionSettings);
  const secret = makeSessionSecret();
  const session = await inTransaction(ctx, async () => {
    const locked = await execute(ctx.em, lockActiveUser, [account.id]);
    if (locked.length === 0) return undefined;
    const [row] = await execute<SessionRow>(ctx.em, insertSession, [
      uuidv7(),
      account.id,
      hashSessionSecret(secret),
      settings.REFRESH_TOKEN_TTL,
      settings.SESSION_MAX_AGE,
      readableUserAgent(ctx),
      ctx.request.ip,
    ]);
    if (!row) throw new Error('PostgreSQL returned no row for an inserted session.');
    await record(ctx, {
      type: 'session.opened',
      outcome: 'success',
      userId: account.id,
      sessionId: row.sessionId,
      reason: methods.join(' '),
    });
    await endSurplusSessions(ctx, account.id);
    return row;
  });
  // Disabled since the gates were asked, perhaps while the password waited for a core.
  if (!session) return refuseDisabled(ctx, account);
  ctx.ownAccountIds.add(account.id);
  return issueTokens(ctx, account, session, secret);
}

function readableUserAgent({ request }: Context): string | null {
  const text = request.headers['user-agent'];
  // PostgreSQL's text holds no NUL, and nobody wants other controls in a list of devices.
  return typeof text === 'string' ? text.replace(/\p{C}/gu, '').slice(0, longestUserAgent) : null;
}
