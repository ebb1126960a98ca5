import { codes, from, makePerson } from '../support/client.ts';
import type { ServiceProcess } from '../support/service-process.ts';
import { answerOf, retryable } from './load.ts';

const volley = 120;

let addresses = 0;
/** Returns an IP address that no request has used yet. */
function newAddress(): string {
  addresses += 1;
  return `203.0.113.${addresses}`;
}

type Kill = () => Promise<void>;

/** @returns how many guesses at one name from one IP address were judged before all further guesses were rejected. */
export function judgedOfOneName(services: readonly ServiceProcess[], kill?: Kill): Promise<number> {
  const { username } = makePerson();
  return countJudged(services, () => username, kill);
}

/** @returns the same count for guesses at a different name each. */
export function judgedFromOneAddress(services: readonly ServiceProcess[], kill?: Kill): Promise<number> {
  return countJudged(services, () => makePerson().username, kill);
}

/** Sends many guesses at once, spread over the services, until no more are judged. */
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
