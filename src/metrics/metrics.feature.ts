import type { Feature } from '../feature.ts';
import { metricsSettings } from './metrics.settings.ts';
import { countAnswer, countEvent, startMetrics } from './metrics.ts';

export const metrics: Feature = {
  name: 'metrics',
  settings: metricsSettings,
  afterAnswer: countAnswer,
  afterEvent: countEvent,
  start: startMetrics,
};
