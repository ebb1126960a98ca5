import { accountModel } from '../histories/account-model.ts';
import { inSteps, type Operation } from '../histories/account-operations.ts';
import { newAccount } from '../histories/account-state.ts';
import { mostSessions, reuseWindow, runCampaign } from '../histories/campaign.ts';
import { findUnexplained } from '../histories/checker.ts';
import { plantedBugs } from '../histories/planted.ts';
import { describe, save } from '../histories/report.ts';
import type { Scenario } from '../scenario.ts';

const model = accountModel({ reuseWindow, mostSessions, tolerance: 20, acceptsAhead: true });

/** @returns a readable report if no order of the operations explains their answers. */
function contradictionIn(history: readonly Operation[]): string | undefined {
  const operations = inSteps(history);
  const unexplained = findUnexplained(model, operations, newAccount);
  return unexplained && describe(model, operations, unexplained);
}

export const histories: Scenario = {
  fault:
    'random calls (login, me, refresh, replays, logouts of one, other and all sessions; operators disable and enable) on three replicas, while one replica or PostgreSQL is killed now and then',
  promise: 'for each account, one order of the calls explains every answer (linearizability)',
  async run(scale, progress, seed) {
    const operations = Math.max(2_000, Math.round(100_000 * scale));
    const began = performance.now();
    const recorded = await runCampaign({
      operations,
      accountsAtOnce: 12,
      seed,
      operationsBetweenFaults: Math.min(1_500, operations / 8),
      progress: (done) => {
        if (done % 100 === 0) progress(`seed ${seed}: ${done} of ${operations} operations`);
      },
    });
    const asked = performance.now();
    const wrong: string[] = [];
    for (const [index, history] of recorded.histories.entries()) {
      if (index % 10 === 0)
        progress(`seed ${seed}: ${index} of ${recorded.histories.length} histories checked`);
      const report = contradictionIn(history);
      if (report) wrong.push(`an answer that no order explains: ${save(report, history)}`);
    }
    const all = recorded.histories.flat();
    const accounts = recorded.histories.length;
    const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(0);
    return {
      seen: `seed ${seed}: ${all.length} operations on ${accounts} accounts in ${seconds(began, asked)} s, ${recorded.kills} kills, ${recorded.restarts} restarts of PostgreSQL, ${all.filter(({ answer }) => !answer).length} changes whose answers were lost; checked in ${seconds(asked, performance.now())} s: ${accounts - wrong.length} of ${accounts} explained`,
      wrong,
    };
  },
};

export const planted: Scenario = {
  fault: `the same without kills, on a service with a planted bug, one after the other: ${Object.keys(plantedBugs).join('; ')}`,
  promise: 'the histories reveal each bug',
  async run(scale, progress, seed) {
    const most = Math.max(2_000, Math.round(10_000 * scale));
    const found: number[] = [];
    const wrong: string[] = [];
    for (const [bug, changes] of Object.entries(plantedBugs)) {
      let operations = 0;
      let file: string | undefined;
      await runCampaign({
        operations: most,
        accountsAtOnce: 4,
        seed,
        changes,
        progress: (done) => {
          if (!file) operations = done;
          if (done % 100 === 0) progress(`${bug}: ${done} operations`);
        },
        isEnough: (history) => {
          const report = contradictionIn(history);
          if (report) file ??= save(report, history);
          return report !== undefined;
        },
      });
      if (!file) wrong.push(`${bug}: not revealed by ${operations} operations (seed ${seed})`);
      else found.push(operations);
      progress(`${bug}: ${operations} operations, ${file ?? 'not revealed'}\n`);
    }
    return { seen: `revealed by ${found.join(', ')} operations (seed ${seed})`, wrong };
  },
};
