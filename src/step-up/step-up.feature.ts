import type { Feature } from '../feature/feature.ts';
import { reauthenticationRequired } from './step-up.errors.ts';
import { stepUpSettings } from './step-up.settings.ts';

/** Operations that need a recent proof of identity. */
export const stepUp: Feature = {
  name: 'step-up',
  settings: stepUpSettings,
  errors: [reauthenticationRequired],
};
