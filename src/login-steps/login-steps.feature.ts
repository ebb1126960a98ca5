import type { Feature } from '../feature/feature.ts';
import { challengeData } from './challenge-data.ts';
import { continueAttempt } from './continue-attempt.ts';
import { forgetChallenges, forgetOnDisabling, startPurgingChallenges } from './forget-challenges.ts';
import { LoginChallengeRow } from './login-challenge.entity.ts';
import { challengeInvalid } from './login-steps.errors.ts';
import { challengeRefused, loginChallenged } from './login-steps.events.ts';
import { LoginStepsResolver } from './login-steps.resolver.ts';

/** Logins that need more than one proof. */
export const loginSteps: Feature = {
  name: 'login-steps',
  entities: [LoginChallengeRow],
  errors: [challengeInvalid],
  events: [loginChallenged, challengeRefused],
  attempts: [continueAttempt],
  resolvers: [LoginStepsResolver],
  personalData: challengeData,
  onCredentialsChanged: forgetChallenges,
  listensTo: ['account.disabled'],
  onEvent: forgetOnDisabling,
  start: startPurgingChallenges,
};
