import { codes, from, makePerson } from '../support/client.ts';
import type { ServiceProcess } from '../support/service-process.ts';
import { answerOf, retryable } from './load.ts';

const volley = 120;

let addresses = 0;
/** Returns an IP address that has not been used yet. */
function newAddress(): string {
  addresses += 1;
  return `203.0.113.${addresses}`;
}

type Kill = () => Promise<void>;

/** @returns how many guesses at one username from one IP address were checked before all others were rejected. */
export function judgedOfOneName(services: readonly ServiceProcess[], kill?: Kill): Promise<number> {
  const { username } = makePerson();
  return countJudged(services, () => username, kill);
}

/** The same, but with a different username for each guess. */
export function judgedFromOneAddress(services: readonly ServiceProcess[], kill?: Kill): Promise<number> {
  return countJudged(services, () => makePerson().username, kill);
}

/** Sends bursts of guesses, spread over the services, until none are checked any more. */
async function countJudged(
  services: readonly ServiceProcess[],
  nameOf: () => string,
  kill?: Kill,
): Promise<number> {
  const address = from(newAddress());
  let judged = 0;
  for (let more = Number.NaN; more !== 0; judged += more) {
    const guesses = Array.from({ length: volley }, (_, index) => {
      const service = services[index % services.length] as ServiceProcess;
      return answerOf(service.logIn({ username: nameOf(), password: 'a wrong guess' }, address));
    });
    if (Number.isNaN(more)) await kill?.();
    const answers = (await Promise.all(guesses)).filter((answer) => answer !== undefined);
    const found = answers.map((answer) => codes(answer)[0] ?? 'OK');
    const strange = found.find((code) => !known.has(code));
    if (strange) throw new Error(`A wrong guess returned ${strange}`);
    more = found.filter((code) => code === 'INVALID_CREDENTIALS').length;
  }
  return judged;
}

const known = new Set(['INVALID_CREDENTIALS', 'RATE_LIMITED', ...retryable]);
