import { setting } from '../kernel/config.ts';
import { integer } from '../kernel/setting-values.ts';

export const workerSettings = {
  WORKERS: setting(integer(1, 64), {
    default: '1',
    help: 'How many processes answer on the one port: as many as there are cores, where nothing else starts replicas.',
  }),
};
