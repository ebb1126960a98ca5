import { setting } from './config.ts';
import { originList } from './origin-list.ts';

export const originSettings = {
  CORS_ORIGINS: setting(originList, {
    default: '',
    help: 'Comma-separated origins whose pages may call the service.',
  }),
};
