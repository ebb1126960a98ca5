import type { Random } from '../../fuzz/random.ts';
import type { Tokens } from '../../support/client.ts';
import type { Answer } from './account-operations.ts';
import { generationOf, shorten } from './recorder.ts';

/** What an account's clients know about one of its sessions. */
export class KnownSession {
  hasEnded = false;
  private rotatedAt = 0;
  private readonly accessTokens: string[] = [];
  /** Indexed by generation. */
  private readonly refreshTokens: string[] = [];

  constructor(readonly name: string) {}

  learn({ accessToken, refreshToken }: Tokens): Partial<Answer> {
    const generation = generationOf(refreshToken);
    if (generation > this.newest) this.rotatedAt = performance.now();
    this.accessTokens.push(accessToken);
    this.refreshTokens[generation] = refreshToken;
    return { token: shorten(refreshToken), generation };
  }

  /** The newest generation for which a client has received a token. */
  get newest(): number {
    return this.refreshTokens.length - 1;
  }

  /** Milliseconds since that token was received. */
  get age(): number {
    return performance.now() - this.rotatedAt;
  }

  anyGeneration(random: Random): number {
    return random.below(this.refreshTokens.length);
  }

  /** Undefined if the answer containing the token was lost. */
  refreshToken(generation: number): string | undefined {
    return this.refreshTokens[generation];
  }

  anyAccessToken(random: Random): string {
    return random.pick(this.accessTokens);
  }
}
