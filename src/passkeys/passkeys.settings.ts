import { z } from 'zod';
import { optionalSetting, setting } from '../kernel/config.ts';
import { flag, list, rate } from '../kernel/setting-values.ts';
import { domainProblem, originProblem } from './origin-rules.ts';

function withoutProblem<Value>(problemWith: (value: Value) => string | undefined) {
  return (value: Value, context: z.RefinementCtx<Value>): void => {
    const message = problemWith(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  };
}

export const passkeySettings = {
  PASSKEY_RP_ID: optionalSetting(z.string().superRefine(withoutProblem(domainProblem)), {
    help: 'The domain that passkeys are bound to, such as example.com. Unset: the host of APP_URL or JWT_ISSUER.',
  }),
  PASSKEY_ORIGINS: optionalSetting(
    list.superRefine(withoutProblem((texts) => texts.map(originProblem).find((each) => each !== undefined))),
    { help: 'Comma-separated origins whose pages may use passkeys. Unset: those of APP_URL and JWT_ISSUER.' },
  ),
  PASSKEY_RELATED_ORIGINS: setting(flag, {
    default: 'false',
    help: 'Whether PASSKEY_ORIGINS may be outside PASSKEY_RP_ID. Browsers then read /.well-known/webauthn there.',
  }),
  PASSKEY_CEREMONIES_PER_ADDRESS: setting(rate, {
    default: { development: '6000/1h', production: '600/1h' },
    help: 'How often clients with one IP address may start a login with a passkey; off for no limit.',
  }),
};
