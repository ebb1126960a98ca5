import type { Feature } from '../feature/feature.ts';
import { metricsSettings } from './metrics.settings.ts';
import { countAnswer, countEvent, countHashing, startMetrics } from './metrics.ts';

export const metrics: Feature = {
  name: 'metrics',
  settings: metricsSettings,
  afterAnswer: countAnswer,
  afterEvent: countEvent,
  afterHashing: countHashing,
  start: startMetrics,
};
