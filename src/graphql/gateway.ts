import { createHash, timingSafeEqual } from 'node:crypto';
import type { GraphQLUnionType } from 'graphql';
import { z } from 'zod';
import type { Context } from '../feature/context.ts';
import { optionalSetting, setting } from '../kernel/config.ts';
import { badUserInput, defineError, type FieldProblem } from '../kernel/errors.ts';
import { processSettings } from '../kernel/process.settings.ts';
import { integer } from '../kernel/setting-values.ts';

export const gatewaySettings = {
  GATEWAY_SECRET: optionalSetting(z.string().min(16, 'must be at least 16 characters'), {
    help: 'The secret that a gateway sends as `x-gateway-secret` to read `_service` and `_entities`. Unset: closed in production.',
    secret: true,
  }),
  GATEWAY_MAX_REFERENCES: setting(integer(1, 300), {
    default: '100',
    help: 'The maximum number of entity references in one request.',
  }),
};

export const gatewayOnly = defineError(
  'FORBIDDEN',
  'Only the gateway may read this field. Send its secret as x-gateway-secret.',
);

/**
 * The subgraph fields expose the whole schema and any entity, so only a gateway may use them. DEBUG opens them to everyone.
 * @throws FORBIDDEN
 */
export function requireGateway({ app, request }: Context): void {
  if (app.config.of(processSettings).DEBUG) return;
  const { GATEWAY_SECRET } = app.config.of(gatewaySettings);
  const sent = request.headers['x-gateway-secret'];
  if (GATEWAY_SECRET === undefined || typeof sent !== 'string' || !isSame(sent, GATEWAY_SECRET))
    throw gatewayOnly();
}

const countAsked = () => ({ references: 0 });

/** Checks each `{ __typename, … }`, and how many the request contains across all aliases. @throws BAD_USER_INPUT */
export function checkRepresentations(ctx: Context, given: unknown, entity: GraphQLUnionType): void {
  const representations = [...(given as unknown[])];
  const max = ctx.app.config.of(gatewaySettings).GATEWAY_MAX_REFERENCES;
  const asked = ctx.once(countAsked);
  asked.references += representations.length;
  if (asked.references > max) throw badUserInput({ fields: [tooMany(max)] });
  const names = entity.getTypes().map(({ name }) => name);
  const isKnown = (value: unknown) =>
    typeof value === 'object' &&
    value !== null &&
    '__typename' in value &&
    names.some((name) => name === value.__typename);
  const fields = representations.flatMap((value, index) =>
    isKnown(value) ? [] : [{ path: ['representations', String(index)], ...unknownEntity }],
  );
  if (fields.length > 0) throw badUserInput({ fields });
}

const unknownEntity = {
  reason: 'UNKNOWN_ENTITY',
  message: 'This is not a reference to an entity of this subgraph.',
};

function tooMany(max: number): FieldProblem {
  const message = `A request may hold at most ${max} references (GATEWAY_MAX_REFERENCES). Split it into several.`;
  return { path: ['representations'], reason: 'TOO_MANY', message };
}

/** Compares digests in constant time, since timingSafeEqual requires equal lengths. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
