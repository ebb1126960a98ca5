import { AuthError } from '../core/auth-error.ts';
import type { Parts } from '../core/parts.ts';
import { Service } from '../core/service.ts';
import type { Session } from '../core/session.ts';
import type { SessionKeeper } from '../core/session-keeper.ts';
import type { TimeLine } from './time-line.ts';
import type { Traffic } from './traffic.ts';

const endDocument = 'mutation ($input: EndSessionInput!) { endSession(input: $input) { revokedSessions } }';

/** What the panel's buttons do. Each resolves to a sentence about what has happened. */
export class Actions {
  /** A second device: this client does not notice its requests. */
  private readonly elsewhere: Service;

  constructor(
    private readonly parts: Parts,
    private readonly timeLine: TimeLine,
    traffic: Traffic,
  ) {
    this.elsewhere = new Service(parts.service.uri, false, traffic.fromElsewhere);
  }

  get session(): Session | undefined {
    return this.parts.keeper.session;
  }

  async refresh(session: Session): Promise<string> {
    await this.parts.keeper.refresh(session.accessToken);
    return 'The client has renewed the access token.';
  }

  expireAccessToken({ id }: Session): string {
    this.timeLine.expire(id, false);
    return 'The access token has expired in every tab. The next operation renews it.';
  }

  async endElsewhere(session: Session): Promise<string> {
    await this.end(session);
    return 'The service has ended the session. The client notices with its next request.';
  }

  async expireSession(session: Session): Promise<string> {
    await this.end(session);
    this.timeLine.expire(session.id, true);
    return 'The session has expired. The client notices with its next request.';
  }

  /** The service accepts the previous token for some seconds (REFRESH_REUSE_WINDOW), but the one before it never. */
  async reuse({ id, accessToken, refreshToken }: Session): Promise<string> {
    const { keeper } = this.parts;
    const next = await keeper.refresh(accessToken);
    const last = await keeper.refresh(next.accessToken);
    if (last.id !== id || refreshToken === null) return 'The session has changed meanwhile. Try again.';
    if (last.refreshToken === refreshToken)
      return 'The service does not rotate refresh tokens (REFRESH_TOKEN_ROTATION), so it cannot detect reuse.';
    try {
      await this.elsewhere.refresh(refreshToken);
    } catch (error) {
      if (!(error instanceof AuthError) || error.code !== 'INVALID_REFRESH_TOKEN') throw error;
      return `The service has detected the reuse and ended the session (request ${error.requestId}). The client notices with its next request.`;
    }
    return 'The service has accepted the old token.';
  }

  private async end({ id, accessToken }: Session): Promise<void> {
    const { keeper } = this.parts;
    const token = (await keeper.freshToken()) ?? accessToken;
    await this.elsewhere.send(endDocument, { input: { id }, accessToken: token });
  }
}

/** Changes only what this tab remembers. */
export function expire(keeper: SessionKeeper, id: string, isWhole: boolean): void {
  const { session } = keeper;
  if (session?.id !== id) return;
  const now = Date.now();
  keeper.session = { ...session, refreshAt: now, endsAt: now, ...(isWhole && { expiresAt: now }) };
}
