import { z } from 'zod';
import { optionalSetting, setting } from '../kernel/config.ts';
import { milliseconds } from '../kernel/setting-values.ts';
import { parsePrivateKeys } from './private-keys.ts';

const privateKeys = z.string().transform((text, context) => {
  try {
    return parsePrivateKeys(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

export const keySettings = {
  JWT_PRIVATE_KEY: optionalSetting(privateKeys, {
    help: 'The key that signs access tokens, so that other services can verify them. `npm run --silent admin -- keys new` creates one.',
    secret: true,
  }),
  JWKS_POLL_INTERVAL: setting(milliseconds.pipe(z.number().min(1000, 'must be at least 1s')), {
    default: '60s',
    help: 'How often gateways fetch the public keys. A new key starts to sign after twice that time.',
  }),
};
