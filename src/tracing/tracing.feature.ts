import type { Feature } from '../feature/feature.ts';
import { tracingSettings } from './tracing.settings.ts';
import { startTracing, tracerOf } from './tracing.ts';

export const tracing: Feature = {
  name: 'tracing',
  settings: tracingSettings,
  tracerOf,
  start: startTracing,
};
