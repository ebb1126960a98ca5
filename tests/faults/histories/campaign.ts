import { setTimeout as sleep } from 'node:timers/promises';
import { makeRandom } from '../../fuzz/random.ts';
import type { Operation } from './account-operations.ts';
import { Fleet, type Person } from './fleet.ts';
import { makeBuild, type Replacement } from './planted.ts';
import { Traffic } from './traffic.ts';

const operationsOfAccount = 200;

/** Low enough that tokens leave the reuse window, and logins exceed the session limit, within seconds. */
export const reuseWindow = 2_000;
export const mostSessions = 4;
const settings = { REFRESH_REUSE_WINDOW: `${reuseWindow}ms`, SESSIONS_PER_USER: String(mostSessions) };

export interface Campaign {
  operations: number;
  accountsAtOnce: number;
  seed: number;
  /** The number of operations between two faults. By default there are no faults. */
  operationsBetweenFaults?: number;
  /** Changes to the compiled service. */
  changes?: readonly Replacement[];
  progress(done: number): void;
  /** Whether this account's history is enough to stop. */
  isEnough?(history: readonly Operation[]): boolean;
}

export interface Recorded {
  /** One per account. */
  histories: readonly (readonly Operation[])[];
  kills: number;
  restarts: number;
}

/** Generates traffic on many accounts. The seed decides what clients ask, but timing is up to the machine. */
export async function runCampaign(campaign: Campaign): Promise<Recorded> {
  const { operations, seed, operationsBetweenFaults = Number.POSITIVE_INFINITY } = campaign;
  const fleet = await Fleet.prepare(settings, makeBuild(campaign.changes));
  const people = await fleet.addPeople(Math.ceil(operations / operationsOfAccount));
  const histories = new Map<Person, readonly Operation[]>();
  let [done, isOver, kills, restarts] = [0, false, 0, 0];
  const onOperation = () => {
    done += 1;
    campaign.progress(done);
  };
  const work = async () => {
    for (let person = people.shift(); person && !isOver; person = people.shift()) {
      const plan = { seed: Math.imul(seed + person.id, 2_654_435_761), operations: operationsOfAccount };
      const history = await new Traffic(fleet, person, { ...plan, reuseWindow, onOperation }).run();
      histories.set(person, history);
      isOver ||= campaign.isEnough?.(history) ?? false;
    }
  };
  const injectFaults = async () => {
    const random = makeRandom(seed);
    for (let next = operationsBetweenFaults / 2; ; next = done + operationsBetweenFaults) {
      while (done < next && !isOver) await sleep(random.below(100));
      if (isOver) return;
      if (kills === 4 * restarts + 3) {
        restarts += 1;
        await fleet.restartDatabase(random.pick(['SIGINT', 'SIGQUIT', 'SIGKILL']));
      } else {
        kills += 1;
        await fleet.killReplica(random.below(3));
      }
    }
  };
  const injecting = injectFaults();
  await Promise.all(Array.from({ length: campaign.accountsAtOnce }, work));
  isOver = true;
  await injecting;
  const opened = await fleet.countSessions();
  await fleet.leave();
  const resolved = [...histories].map(([{ id }, history]) => withoutIdle(history, opened.get(id) ?? 0));
  return { histories: resolved, kills, restarts };
}

/** Drops logins whose answers were lost if the table shows that they had no effect. */
function withoutIdle(history: readonly Operation[], opened: number): readonly Operation[] {
  const logins = history.filter(({ request }) => request.kind === 'login');
  const isLost = ({ answer }: Operation) => answer === undefined;
  if (opened > logins.filter(({ answer }) => answer?.code === 'OK').length) return history;
  return history.filter((each) => !(each.request.kind === 'login' && isLost(each)));
}
