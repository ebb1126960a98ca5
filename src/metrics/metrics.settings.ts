import { optionalSetting, setting } from '../kernel/config.ts';
import { hostName, integer } from '../kernel/setting-values.ts';

export const metricsSettings = {
  METRICS_PORT: optionalSetting(integer(1, 65_535), {
    help: 'The TCP port that serves `/metrics` to Prometheus, separate from the API. Unset: no metrics.',
  }),
  METRICS_HOST: setting(hostName, {
    default: '127.0.0.1',
    help: 'The IP address that the metrics port listens on; 0.0.0.0 for all, as in a container.',
  }),
};
