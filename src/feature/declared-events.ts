import { type EventType, reasonsOf } from '../kernel/events.ts';
import { limitsOf } from './attempts.ts';
import type { Feature } from './feature.ts';

/** Events whose reasons are names declared by other features. */
const openReasons: Readonly<Record<EventType, (feature: Feature) => readonly string[]>> = {
  'attempt.limited': (feature) => limitsOf(feature).map(({ name }) => name),
  'identity.confirmed': ({ confirmationMethods = [], secondFactors = [] }) =>
    [...confirmationMethods, ...secondFactors].flatMap(({ proofs }) => proofs),
  'login.challenged': ({ loginRequirements = [] }) => loginRequirements.map(({ name }) => name),
  // A proof that adds no factor confirms a session, but opens none.
  'session.opened': ({ proofMethods = [] }) =>
    proofMethods.filter(({ factors }) => factors.length > 0).map(({ name }) => name),
  'session.revoked': ({ revocationReasons = [] }) => revocationReasons,
};

interface DeclaredEvent {
  type: EventType;
  outcome: 'success' | 'refused';
  reason?: string;
}

export function declaredEvents(features: readonly Feature[]): DeclaredEvent[] {
  return features
    .flatMap(({ events = [] }) => events)
    .flatMap(({ type, outcome, payload }) => {
      const reasons = reasonsOf({ payload }) ?? features.flatMap((each) => openReasons[type]?.(each) ?? []);
      return reasons.length === 0
        ? [{ type, outcome }]
        : reasons.map((reason) => ({ type, outcome, reason }));
    });
}
