import { featuresOf } from '../../src/feature/feature.ts';
import { codeOf, type SecretSeed, tokenOf } from '../../src/one-time-secrets/secret-text.ts';
import type { World } from './world.ts';

/** A mail that the service has queued. */
export interface Mailed {
  kind: string;
  recipient: string;
  locale: string;
  facts: Record<string, string>;
  /** The token from the link, followed by the flow if the mail names one; '' for mails without a link. */
  token: string;
  /** The code; '' for mails without one. */
  code: string;
}

interface Row extends SecretSeed, Omit<Mailed, 'token' | 'code'> {
  flow: string | null;
}

const selectMails = `
  select m.kind, m.recipient, m.locale, m.facts, m.flow_id as flow, s.id, s.nonce
  from mails as m left join one_time_secrets as s on s.id = m.secret_id
  where m.recipient = $1 and m.outcome is distinct from 'withheld' order by m.created_at, m.id`;

/** Derives link and code from the rows, as the mail worker does. @returns the oldest mail first. */
export async function mailsTo(world: World, email: string): Promise<Mailed[]> {
  const kinds = featuresOf(world.app).flatMap(({ mails = [] }) => mails);
  const rows = await world.sql<Row & Record<string, unknown>>(selectMails, [email]);
  return rows.map(({ id, nonce, kind, recipient, locale, facts, flow }) => {
    const purpose = kinds.find(({ name }) => name === kind)?.link?.purpose;
    // If the secret has been deleted, its mail has no link either.
    const seed = purpose && id ? { id, nonce } : undefined;
    const secret = purpose && seed ? tokenOf(world.app, purpose, seed) : '';
    const token = flow === null || secret === '' ? secret : `${secret}.${flow}`;
    const code = purpose && seed && purpose.codeLifetime > 0 ? codeOf(world.app, purpose, seed) : '';
    world.watch({ token: secret, mailedCode: code });
    return { kind, recipient, locale, facts, token, code };
  });
}

/** @returns the newest mail, of this kind if one is given. @throws if there is none. */
export async function mailedTo(world: World, email: string, kind?: string): Promise<Mailed> {
  const mails = await mailsTo(world, email);
  const found = mails.findLast((mail) => kind === undefined || mail.kind === kind);
  if (!found) throw new Error(`The service owes no ${kind ?? 'mail'} to ${email}.`);
  return found;
}
