import { z } from 'zod';
import { type FoundAccount, findAccount, findDeleted } from '../accounts/find-account.ts';
import { refusePastedSecret } from '../accounts/pasted-secret.ts';
import { pickAccount } from '../feature/account.ts';
import { CommandFailure } from '../feature/command.ts';
import type { Context } from '../feature/context.ts';
import { ownerText } from './incidents.ts';
import { findRequest, tellRequest } from './request-story.ts';
import {
  readFacts,
  type SessionFacts,
  type SessionFactsRow,
  selectSession,
  selectSessionsOfUser,
} from './session-facts.ts';
import { sessionHistorySettings } from './session-history.settings.ts';
import { findIncidents, summarize, tellSession } from './session-story.ts';
import { countText, spanText, timeText } from './words.ts';

/** The facts, for programs, and the same facts in sentences. */
export interface Story {
  readonly facts: object;
  readonly sentences: readonly string[];
}

/** @param name a session, a request or an account. @throws CommandFailure */
export async function explain(ctx: Context, name: string): Promise<Story> {
  const id = name.trim().toLowerCase();
  const story = z.uuid().safeParse(id).success
    ? ((await explainSession(ctx, id)) ?? (await explainRequest(ctx, id)))
    : await explainAccount(ctx, name);
  if (story) return story;
  const { SESSION_HISTORY } = ctx.app.config.of(sessionHistorySettings);
  // Does not repeat the name, which an operator may have pasted by mistake.
  throw new CommandFailure(
    'Nothing is known about this id or name: no account has it, and no session or request of the last ' +
      `${spanText(SESSION_HISTORY * 1000)} (SESSION_HISTORY). The log contains every request. The history contains only ` +
      'those that opened or ended a session, its last refreshes, and its first and last rejections.',
  );
}

const selectNow = 'select now() as now';

async function explainSession(ctx: Context, id: string): Promise<Story | undefined> {
  const { database } = ctx.app;
  const [row] = await database.read<SessionFactsRow>('session-facts', selectSession, [id]);
  const owner = row && (await findAccount(ctx, `id:${row.userId}`));
  if (!row || !owner) return undefined;
  const session = readFacts(row);
  const incidents = await findIncidents(ctx, id);
  const [clock] = await database.read<{ now: string }>('now', selectNow, []);
  const sentences = tellSession(session, owner, incidents, new Date(clock?.now ?? Date.now()));
  return { facts: { session, user: pickAccount(owner), incidents }, sentences };
}

async function explainRequest(ctx: Context, id: string): Promise<Story | undefined> {
  const found = await findRequest(ctx, id);
  return found && { facts: { request: found }, sentences: tellRequest(found) };
}

const maxSessions = 100;

async function explainAccount(ctx: Context, name: string): Promise<Story | undefined> {
  refusePastedSecret(name);
  const account = await findAccount(ctx, name);
  if (!account) return explainDeleted(ctx, name);
  const rows = await ctx.app.database.read<SessionFactsRow>('session-facts-of-user', selectSessionsOfUser, [
    account.id,
    maxSessions,
  ]);
  const sessions = rows.map(readFacts);
  return {
    facts: { user: account, sessions },
    sentences: [introduce(account, sessions), ...sessions.map(summarize)],
  };
}

async function explainDeleted(ctx: Context, name: string): Promise<Story | undefined> {
  const deletedAccount = await findDeleted(ctx, name);
  if (!deletedAccount) return undefined;
  const { id, deletedAt } = deletedAccount;
  const sentence = `The account id:${id} was deleted at ${timeText(deletedAt)}, with the history of its sessions.`;
  return { facts: { deletedAccount }, sentences: [sentence] };
}

function introduce(account: FoundAccount, sessions: readonly SessionFacts[]): string {
  const { createdAt, isActive, emailVerified, deletionDueAt } = account;
  const disabled = isActive ? '' : ', is disabled';
  const state = deletionDueAt ? `, waits for its deletion on ${timeText(deletionDueAt)}` : disabled;
  const verified = emailVerified ? 'has a verified email' : 'has an email that is not verified';
  const count =
    sessions.length === maxSessions
      ? `the newest ${maxSessions} sessions`
      : countText(sessions.length, 'session');
  return `${ownerText(account)} was created ${timeText(createdAt)}${state}, and ${verified}: ${count}, newest first.`;
}
