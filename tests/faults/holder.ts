import { setTimeout as sleep } from 'node:timers/promises';
import { codes, type Tokens } from '../support/client.ts';
import type { Ground } from './ground.ts';
import { answerOf, retryable } from './load.ts';

const maxTries = 100;

/** A client with one session. Refreshes repeatedly, and retries after retryable errors. */
export class Holder {
  isLoggedOut = false;
  refreshes = 0;
  /** Every token that has been exchanged, oldest first. */
  readonly used: string[] = [];

  constructor(
    private readonly ground: Ground,
    public tokens: Tokens,
  ) {}

  async refresh(): Promise<void> {
    const { refreshToken } = this.tokens;
    const answer = await answerOf(this.ground.service.refresh(refreshToken));
    if (answer?.data?.refresh) {
      this.used.push(refreshToken);
      this.tokens = answer.data.refresh;
      this.refreshes += 1;
    } else if (answer && !retryable.has(codes(answer)[0] ?? '')) {
      this.isLoggedOut = true;
    }
  }

  async keepRefreshing(isOver: () => boolean): Promise<void> {
    while (!isOver() && !this.isLoggedOut) {
      await sleep(200 + Math.random() * 1500);
      await this.refresh();
    }
  }

  /** Refreshes until it has done so this many times. @returns whether every refresh succeeded and the access token works. */
  async getsTo(refreshes: number): Promise<boolean> {
    for (let tries = 0; this.refreshes < refreshes && !this.isLoggedOut && tries < maxTries; tries += 1) {
      await this.refresh();
    }
    const isDone = this.refreshes >= refreshes && !this.isLoggedOut;
    return isDone && Boolean((await this.ground.service.me(this.tokens.accessToken)).data?.me);
  }
}
