import { readFileSync } from 'node:fs';
import os from 'node:os';
import { quantile } from '../../../bench/load.ts';
import { makePerson } from '../../../bench/operations.ts';
import { runApart, startApart } from '../apart.ts';
import { Ground } from '../ground.ts';
import type { Asker, Timed } from '../programs/asker.ts';
import type { Comparer } from '../programs/comparer.ts';
import type { Flood } from '../programs/flood.ts';
import type { Scenario } from '../scenario.ts';

const cost = 10;
/** In MB. */
const mostMemory = 512;
const leastShare = 0.9;
/** Relative to a server on node:http that answers every request with a constant, in the same run. */
const mostTimesConstant = 1.5;
/** In milliseconds. The last two are for the time after the first wave. */
const slowestShedding = 50;
const slowestRefusal = 1000;
const slowestMe = 250;
const mePerSecond = 40;

export const storm: Scenario = {
  fault: '5,000 clients that log in at once and retry after `retryAfterSeconds`, for 20 s',
  promise: `the process stays up; below ${mostMemory} MB; ${100 * leastShare} % of the logins that bcrypt allows; the first wave takes at most ${mostTimesConstant} times as long as at a server that answers with a constant, and so does the p99 of \`me\` in it; afterwards rejections within ${slowestRefusal / 1000} s, ${slowestShedding} ms of it in the service (p99), and \`me\` within ${slowestMe} ms (p99); figures are p50/p99/maximum`,
  async run(scale, progress) {
    const clients = Math.max(500, Math.round(5000 * scale));
    requireDescriptors(clients + 200);
    const seconds = Math.max(6, 20 * scale);
    const ground = await Ground.prepare({ BCRYPT_COST: String(cost) }, { isDirect: true });
    const people = Array.from({ length: 100 }, makePerson);
    for (const [index, person] of people.entries()) {
      progress(`${index + 1} of ${people.length} accounts`);
      await ground.service.signUp(person);
    }
    const { accessToken } = await ground.service.openSession();
    const flood = (url: string, length = seconds) =>
      runApart<Flood, Timed[]>('flood', { url, clients, people, seconds: length });
    // As many threads as the service uses, which leaves one of libuv's four threads for other work.
    const compare = () =>
      runApart<Comparer, number>('comparer', {
        cost,
        width: Math.min(os.availableParallelism(), 3),
        seconds,
      });

    progress('bcrypt alone');
    const alone = await compare();
    progress('bcrypt during the same flood at a server that only rejects');
    const [refuser, stop] = await startApart<object, string>('refuser', {});
    const [ceiling] = await Promise.all([compare(), flood(refuser)]);
    stop();

    progress('the first wave at a server that answers with a constant');
    const ask = (url: string, length: number) =>
      runApart<Asker, Timed[]>('asker', { url, accessToken, perSecond: mePerSecond, seconds: length });
    const [constant, stopConstant] = await startApart<object, string>('constant', {});
    const [bareAnswers, bareMes] = await Promise.all([flood(constant, 3), ask(constant, 4)]);
    stopConstant();
    const bareWave = waveOf(bareAnswers);
    const bareMe = quantile(durations(bareMes.filter(isIn(bareWave))), 0.99);

    progress('the storm');
    const begin = ground.service.stdout.length;
    const memories: number[] = [];
    const sampling = setInterval(() => memories.push(ground.memory()), 200);
    const [answers, mes] = await Promise.all([flood(ground.service.url), ask(ground.service.url, seconds)]);
    clearInterval(sampling);
    const wrong: string[] = [];
    const log = ground.service.stdout.slice(begin);
    const most = ground.memory('VmHWM');
    if (!(await ground.service.me(accessToken)).data?.me) wrong.push('the service did not recover');
    await ground.leave();

    const wave = waveOf(answers);
    const { began, end: steadyFrom } = wave;
    const refusals = answers.filter(({ code }) => code !== 'OK');
    const steadyUntil = began + seconds * 1000;
    const accepted = answers.filter(
      (answer) => answer.code === 'OK' && ended(answer) > steadyFrom && ended(answer) < steadyUntil,
    );
    const perSecond = (accepted.length * 1000) / (steadyUntil - steadyFrom);
    const share = perSecond / ceiling;
    const [refusal, me, shedding] = [durations(refusals), durations(mes), shed(log)];
    const isSteady = (timed: Timed) => timed.at > steadyFrom;
    const [steadyRefusal, steadyMe] = [durations(refusals.filter(isSteady)), durations(mes.filter(isSteady))];
    const waveMe = quantile(durations(mes.filter(isIn(wave))), 0.99);
    const [waveTimes, meTimes] = [lengthOf(wave) / lengthOf(bareWave), waveMe / bareMe];

    for (const code of new Set(answers.map(({ code }) => code))) {
      if (code !== 'OK' && code !== 'OVERLOADED') wrong.push(`an answer was: ${code}`);
    }
    for (const { code } of mes) if (code !== 'OK') wrong.push(`me was answered: ${code}`);
    if (most >= mostMemory) wrong.push(`memory rose to ${most} MB`);
    if (!(share >= leastShare)) wrong.push(`only ${percent(share)} of what bcrypt allows were accepted`);
    if (!(waveTimes <= mostTimesConstant))
      wrong.push(`the first wave took ${waveTimes.toFixed(1)} times as long`);
    if (!(meTimes <= mostTimesConstant))
      wrong.push(`me in the first wave took ${meTimes.toFixed(1)} times as long`);
    if (!(quantile(steadyRefusal, 1) < slowestRefusal))
      wrong.push(`rejections took ${describe(steadyRefusal)}`);
    if (!(quantile(shedding, 0.99) < slowestShedding))
      wrong.push(`the service took ${describe(shedding)} to refuse`);
    if (!(quantile(steadyMe, 0.99) < slowestMe)) wrong.push(`me took ${describe(steadyMe)}`);
    return {
      seen: [
        `${most} MB at most, ${Math.max(...memories)} MB in samples`,
        `${perSecond.toFixed(1)} logins a second, ${percent(share)} of ${ceiling.toFixed(1)} (bcrypt without clients: ${alone.toFixed(1)})`,
        `the first wave took ${Math.round(lengthOf(wave))} ms, ${waveTimes.toFixed(2)} times ${Math.round(lengthOf(bareWave))} ms with a constant, and me in it ${Math.round(waveMe)} ms (p99), ${meTimes.toFixed(2)} times ${Math.round(bareMe)} ms`,
        `${refusals.length} rejections in ${describe(refusal)}, after the wave in ${describe(steadyRefusal)}, by the log of the service in ${describe(shedding)}`,
        `me in ${describe(me)}, after the wave in ${describe(steadyMe)}`,
      ].join('; '),
      wrong,
    };
  },
};

interface Wave {
  began: number;
  end: number;
}

/** All clients arrive at once and are rejected with a retry time. The first wave lasts until they retry; after it, the storm is steady. */
function waveOf(answers: readonly Timed[]): Wave {
  const began = Math.min(...answers.map(({ at }) => at));
  const first = answers.filter(({ at, code }) => code !== 'OK' && at < began + 1000);
  return { began, end: Math.max(...first.map(ended)) };
}

const lengthOf = ({ began, end }: Wave) => end - began;

const isIn =
  ({ began, end }: Wave) =>
  (timed: Timed) =>
    ended(timed) >= began && timed.at <= end;

function ended({ at, milliseconds }: Timed): number {
  return at + milliseconds;
}

function durations(timed: readonly Timed[]): number[] {
  return sorted(timed.map(({ milliseconds }) => milliseconds));
}

/** p50, p99 and the maximum. */
function describe(values: readonly number[]): string {
  return `${[0.5, 0.99, 1].map((share) => Math.round(quantile(values, share))).join('/')} ms`;
}

/** Milliseconds from a request's arrival to its rejection, taken from the service's log. */
function shed(log: string): number[] {
  const lines = log.split('\n').filter((line) => line.includes('"OVERLOADED"') && line.endsWith('}'));
  return sorted(lines.map((line) => Number(JSON.parse(line).milliseconds)));
}

/** @throws Error if the machine does not allow that many sockets per process. Node.js raises the soft limit by itself. */
function requireDescriptors(count: number): void {
  const [, limit] = /Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  if (Number(limit) < count)
    throw new Error(`This scenario needs \`ulimit -Hn ${count}\`, but the limit is ${limit}.`);
}

function sorted(values: readonly number[]): number[] {
  return values.toSorted((one, other) => one - other);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
