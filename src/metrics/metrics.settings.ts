import { optionalSetting, setting } from '../kernel/config.ts';
import { hostName, integer } from '../kernel/setting-values.ts';

export const metricsSettings = {
  METRICS_PORT: optionalSetting(integer(1, 65_535), {
    help: 'The TCP port of `/metrics` for Prometheus, apart from the API. Unset: there is none.',
  }),
  METRICS_HOST: setting(hostName, {
    default: '127.0.0.1',
    help: 'The address that it listens on; 0.0.0.0 for all, as in a container.',
  }),
};
