import { setTimeout as sleep } from 'node:timers/promises';
import { codes } from '../../support/client.ts';
import type { ServiceProcess } from '../../support/service-process.ts';
import { decodeJwt } from '../../support/tokens.ts';
import { Ground } from '../ground.ts';
import { judgedFromOneAddress, judgedOfOneName } from '../limits.ts';
import { answerOf } from '../load.ts';
import type { Scenario } from '../scenario.ts';

const racers = 20;
const roundsBetweenKills = 10;

export const replicas: Scenario = {
  fault: 'three replicas on one database; occasionally, one of them is killed',
  promise:
    'racing refreshes have one successor; reuse and logout take effect on all at once; together they allow as many attempts as one replica',
  async run(scale, progress) {
    const three = await Three.prepare();
    const rounds = Math.max(2 * roundsBetweenKills, Math.round(50 * scale));
    const kills = await three.race(rounds, (round) => progress(`race ${round} of ${rounds}`));
    progress('reuse and logouts');
    await three.reuse();
    const logouts = Math.max(5, Math.round(50 * scale));
    for (let time = 0; time < logouts; time += 1) await three.logOut();
    progress('limits');
    const limits = await three.compareLimits();
    await three.ground.leave();
    return {
      seen: `${rounds} races of ${racers}, ${kills} kills, one successor each; ${logouts} logouts and a reuse effective on all; ${limits}`,
      wrong: three.wrong,
    };
  },
};

class Three {
  readonly wrong: string[] = [];
  private constructor(
    readonly ground: Ground,
    private readonly services: ServiceProcess[],
  ) {}

  static async prepare(): Promise<Three> {
    const limits = { LOGIN_TRIES: '10', LOGIN_FAILURES_PER_ADDRESS: '50/15m', TRUST_PROXY: '1' };
    const ground = await Ground.prepare(limits, { isDirect: true });
    return new Three(ground, [ground.service, await ground.addReplica(), await ground.addReplica()]);
  }

  /** @returns the number of replicas killed. */
  async race(rounds: number, progress: (round: number) => void): Promise<number> {
    let kills = 0;
    let tokens = await this.at(0).openSession();
    for (let round = 1; round <= rounds; round += 1) {
      progress(round);
      const asked = Array.from({ length: racers }, (_, index) =>
        answerOf(this.at(index).refresh(tokens.refreshToken)),
      );
      const isKilling = round % roundsBetweenKills === 0;
      if (isKilling) await this.kill();
      const answers = await Promise.all(asked);
      const answered = answers.filter((answer) => answer !== undefined);
      if (answers.some((answer, index) => !answer && !(isKilling && index % 3 === 2)))
        this.wrong.push('a refresh got no response');
      const refused = answered.flatMap(codes);
      if (refused.length > 0) this.wrong.push(`a racing refresh was answered: ${refused}`);
      const results = answered.map(({ data }) => data?.refresh).filter((result) => result);
      const successors = new Set(results.map(({ refreshToken }) => refreshToken));
      if (successors.size !== 1) this.wrong.push(`a token had ${successors.size} successors`);
      const state = await this.stateOf(tokens.accessToken);
      if (state !== `${round} null`) this.wrong.push(`after ${round} races the session was ${state}`);
      tokens = results[0] ?? tokens;
      if (isKilling) {
        kills += 1;
        await this.revive();
      }
    }
    return kills;
  }

  /** A client sends a token from the generation before last. */
  async reuse(): Promise<void> {
    const stolen = await this.at(0).openSession();
    const second = (await this.at(1).refresh(stolen.refreshToken)).data.refresh;
    const third = (await this.at(2).refresh(second.refreshToken)).data.refresh;
    this.expect('INVALID_REFRESH_TOKEN', codes(await this.at(1).refresh(stolen.refreshToken)));
    await this.expectEnded(third, 'a reuse');
    const state = await this.stateOf(third.accessToken);
    if (state !== '2 reuse') this.wrong.push(`after the reuse the session was ${state}`);
  }

  async logOut(): Promise<void> {
    const tokens = await this.at(0).openSession();
    await this.at(1).logOut(null, tokens.accessToken);
    await this.expectEnded(tokens, 'a logout');
  }

  /** Guesses at one replica, at all, and at all during a kill, each time with a new username and IP address. */
  async compareLimits(): Promise<string> {
    const found: string[] = [];
    for (const [what, judged, limit] of [
      ['guesses at one identifier', judgedOfOneName, 10],
      ['from one IP address', judgedFromOneAddress, 50],
    ] as const) {
      const one = await judged([this.at(0)]);
      const three = await judged(this.services);
      const withKill = await judged(this.services, () => this.kill());
      await this.revive();
      if (one !== limit || three !== one || withKill > one)
        this.wrong.push(`of ${what}, ${one}, ${three} and ${withKill} were compared instead of ${limit}`);
      found.push(`${what}: ${three} compared (by one replica: ${one}; with a kill: ${withKill})`);
    }
    return found.join(', ');
  }

  private at(index: number): ServiceProcess {
    return this.services[index % 3] as ServiceProcess;
  }

  /** Kills a replica in the middle of its work. */
  private async kill(): Promise<void> {
    await sleep(Math.random() * 20);
    await this.at(2).end('SIGKILL');
  }

  private async revive(): Promise<void> {
    this.services[2] = await this.ground.addReplica();
  }

  private expect(code: string, found: string[]): void {
    if (found.join() !== code) this.wrong.push(`an answer was ${found.join() || 'OK'} instead of ${code}`);
  }

  private async expectEnded(
    { accessToken, refreshToken }: { accessToken: string; refreshToken: string },
    after: string,
  ): Promise<void> {
    const answers = await Promise.all(
      this.services.flatMap((each) => [each.me(accessToken), each.refresh(refreshToken)]),
    );
    for (const [index, { errors }] of answers.entries()) {
      const { code = 'OK', reason = '' } = errors?.[0]?.extensions ?? { code: 'OK' };
      const expected = index % 2 === 0 ? 'UNAUTHENTICATED SESSION_ENDED' : 'INVALID_REFRESH_TOKEN ';
      if (`${code} ${reason}` !== expected) this.wrong.push(`after ${after} a replica answered: ${code}`);
    }
  }

  private async stateOf(accessToken: string): Promise<string> {
    const [row] = await this.ground.sql<{ state: string }>(
      `select concat(generation, ' ', coalesce(revoked_reason, 'null')) as state from sessions where id = '${decodeJwt(accessToken).sid}'`,
    );
    return row?.state ?? 'gone';
  }
}
