import type { Tokens } from './client.ts';
import { decodeJwt } from './tokens.ts';
import type { World } from './world.ts';

const state = 'generation, rotated_at, last_used_at, idle_expires_at, revoked_at, revoked_reason';
const assignments = state.replaceAll(/(\w+)/g, '$1 = saved.$1');

/**
 * Copies the rows of all sessions. @returns a function that restores them, like a backup or a failover to a late standby.
 */
export async function backUp(world: World): Promise<() => Promise<void>> {
  await world.sql(`drop table if exists saved_sessions`);
  await world.sql(`create table saved_sessions as select id, ${state} from sessions`);
  return async () => {
    await world.sql(
      `update sessions as s set ${assignments} from saved_sessions as saved where saved.id = s.id`,
    );
    await world.sql(`delete from sessions where id not in (select id from saved_sessions)`);
  };
}

/** Opens a session and undoes this many rotations in its row. @returns its tokens, oldest first. */
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

/** The types of a session's events, with their reasons, in order. */
export function eventsOf({ log }: World, { refreshToken }: Tokens): string[] {
  const { sid } = decodeJwt(refreshToken);
  const events = log.map((line) => JSON.parse(line).event).filter((event) => event?.sessionId === sid);
  return events.map(({ type, reason }) => (reason ? `${type} ${reason}` : type));
}
