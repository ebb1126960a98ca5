import { setTimeout as sleep } from 'node:timers/promises';
import { makeRandom, type Random } from '../../fuzz/random.ts';
import { AccountCalls } from './account-calls.ts';
import type { Operation } from './account-operations.ts';
import type { Fleet, Person } from './fleet.ts';
import { chooseAct, type Habit, habits } from './habits.ts';
import type { KnownSession } from './known-session.ts';

const clients = 4;

export interface Plan {
  seed: number;
  operations: number;
  /** In milliseconds. */
  reuseWindow: number;
  onOperation(): void;
}

/** Several clients of one account, acting at random. */
export class Traffic {
  private readonly calls: AccountCalls;
  private readonly habit: Habit;

  constructor(
    private readonly fleet: Fleet,
    person: Person,
    private readonly plan: Plan,
  ) {
    this.calls = new AccountCalls(fleet, person);
    this.habit = makeRandom(plan.seed).pick(habits);
  }

  /** @returns the account's history. */
  async run(): Promise<readonly Operation[]> {
    let left = this.plan.operations;
    const work = async (client: number) => {
      const random = makeRandom(this.plan.seed + client);
      while (left > 0) {
        left -= 1;
        // Few calls may hit an unavailable database, since each can add another operation whose effect is unknown.
        if (!random.chance(0.02)) await this.fleet.database;
        if (random.chance(0.1)) await sleep(random.below(150));
        await this.act(random);
        this.plan.onOperation();
      }
    };
    await Promise.all(Array.from({ length: clients }, (_, client) => work(client + 1)));
    return this.calls.history;
  }

  private act(random: Random): Promise<void> {
    const { calls } = this;
    const replica = this.fleet.pick(random);
    const living = calls.sessions.filter(({ hasEnded }) => !hasEnded);
    const sessions = living.length > 0 && random.chance(0.95) ? living : calls.sessions;
    if (calls.isDisabled && random.chance(0.3)) return calls.setActive(true);
    if (sessions.length === 0 || (living.length === 0 && random.chance(0.5))) return calls.logIn(replica);
    const session = random.pick(sessions);
    switch (chooseAct(random, this.habit)) {
      case 'login':
        return calls.logIn(replica);
      case 'refresh':
        return calls.refresh(replica, session, session.newest);
      case 'replay':
        if (!this.isToReplay(session, random)) return calls.me(replica, session, random);
        return calls.refresh(replica, session, Math.max(0, session.newest - 1));
      case 'reuse':
        return calls.refresh(replica, session, session.anyGeneration(random));
      case 'logout':
        return calls.logOut(replica, session, 'CURRENT', random);
      case 'logoutAll':
        return calls.logOut(replica, session, 'ALL', random);
      case 'logoutOthers':
        return calls.logOut(replica, session, 'OTHERS', random);
      case 'disable':
        return calls.setActive(false);
      case 'me':
        return calls.me(replica, session, random);
    }
  }

  /** Mostly within the reuse window; outside it, the session would end. */
  private isToReplay(session: KnownSession, random: Random): boolean {
    return session.age < this.plan.reuseWindow || random.chance(0.15);
  }
}
