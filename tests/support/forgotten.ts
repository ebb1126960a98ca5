import type { Tokens } from './client.ts';
import { decodeJwt } from './tokens.ts';
import type { World } from './world.ts';

const state = 'generation, rotated_at, last_used_at, idle_expires_at, revoked_at, revoked_reason';
const assignments = state.replaceAll(/(\w+)/g, '$1 = saved.$1');

/**
 * Keeps a copy of the rows of all sessions, as a backup or a standby does.
 *
 * @returns makes the database forget what happened since: a failover without the last seconds, or a restored backup.
 */
export async function backUp(world: World, table = 'saved_sessions'): Promise<() => Promise<void>> {
  await world.sql(`drop table if exists ${table}`);
  await world.sql(`create table ${table} as select id, ${state} from sessions`);
  return async () => {
    await world.sql(`update sessions as s set ${assignments} from ${table} as saved where saved.id = s.id`);
    await world.sql(`delete from sessions where id not in (select id from ${table})`);
  };
}

/** A session that was refreshed so many times since the row was written that the database has now. @returns its tokens, oldest first. */
export async function openAhead(world: World, generations: number, session?: Tokens): Promise<Tokens[]> {
  const tokens = [session ?? (await world.openSession())];
  const forget = await backUp(world);
  for (let time = 0; time < generations; time += 1) {
    tokens.push((await world.refresh(tokens.at(-1)?.refreshToken ?? '')).data.refresh);
  }
  await forget();
  return tokens;
}

export async function rowOf(world: World, { refreshToken }: Tokens) {
  const [row] = await world.sql<{ generation: number; reason: string | null }>(
    'select generation, revoked_reason as reason from sessions where id = $1',
    [decodeJwt(refreshToken).sid],
  );
  return row;
}

/** The events of a session, in order: its types, with their reasons. */
export function eventsOf({ log }: World, { refreshToken }: Tokens): string[] {
  const { sid } = decodeJwt(refreshToken);
  const events = log.map((line) => JSON.parse(line).event).filter((event) => event?.sessionId === sid);
  return events.map(({ type, reason }) => (reason ? `${type} ${reason}` : type));
}
