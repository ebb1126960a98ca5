import { z } from 'zod';
import type { Context } from '../feature/context.ts';
import { rule } from '../kernel/input-rules.ts';
import { deviceOf } from '../sessions/device.ts';
import { userAgentOf } from '../sessions/user-agent.ts';
import { providerName } from './providers.ts';

const maxLength = 64;

/** Lists show the name. */
export const nameRule = z
  .string()
  .transform((text) => text.trim())
  .refine((text) => text.length > 0, rule('TOO_SHORT', 'Give the passkey a name.'))
  .refine((text) => text.length <= maxLength, rule('TOO_LONG', `A name has at most ${maxLength} characters.`))
  .refine(
    (text) => text.isWellFormed() && !/\p{Cc}/u.test(text),
    rule('INVALID_CHARACTERS', 'A name cannot contain control characters or invalid Unicode.'),
  );

/** Apple's authenticators and browsers that protect their users' privacy do not say what they are. */
export function defaultName(ctx: Context, aaguid: string): string {
  const provider = providerName(aaguid);
  if (provider !== undefined) return provider;
  const userAgent = userAgentOf(ctx);
  const device = /\b(iPhone|iPad)\b/.exec(userAgent ?? '')?.[0] ?? deviceOf(userAgent).system;
  return device === undefined ? 'Passkey' : `Passkey on ${device}`;
}
