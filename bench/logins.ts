import { type Answer, Client } from '../tests/support/client.ts';
import type { Contestant } from './contestants.ts';

export class ServiceClient extends Client {
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = new URL('/graphql', url).href;
  }
}

const logins = 150;
/** How many users log in at the same time. */
export const atOnce = 3;

/** @returns the server's CPU time per login, in microseconds. */
export async function processorPerLogin<Owner>(
  service: Contestant,
  owners: readonly Owner[],
  logIn: (owner: Owner) => Promise<Answer>,
): Promise<number> {
  const before = service.processorSeconds;
  await Promise.all(
    owners.map(async (owner) => {
      for (let count = 0; count < logins / atOnce; count += 1) requireSuccess(await logIn(owner));
    }),
  );
  return ((service.processorSeconds - before) * 1e6) / logins;
}

/** @throws Error for a response with errors. */
export function requireSuccess({ errors }: Answer): void {
  if (errors) throw new Error(`A request failed: ${errors[0]?.extensions.code}`);
}
