import type { Feature } from '../feature/feature.ts';
import { checkRedis } from './check-redis.ts';
import { rateLimited } from './throttle.errors.ts';
import { attemptLimited } from './throttle.events.ts';
import { throttleSettings } from './throttle.settings.ts';
import { countAttempt, refuseAgain, settleAttempt, startThrottle } from './throttle.ts';
import { ThrottleCounter } from './throttle-counter.entity.ts';

export const throttle: Feature = {
  name: 'throttle',
  settings: throttleSettings,
  entities: [ThrottleCounter],
  errors: [rateLimited],
  events: [attemptLimited],
  checks: { redis: checkRedis },
  beforeAttempt: refuseAgain,
  countAttempt,
  afterAttempt: settleAttempt,
  start: startThrottle,
};
