import type { Feature } from '../feature/feature.ts';
import { passwordHasher } from './hasher.ts';
import { PasswordResolver } from './password.resolver.ts';
import { passwordSettings } from './password.settings.ts';
import { passwordCommands } from './password-commands.ts';
import { PasswordCredential } from './password-credential.entity.ts';

export const password: Feature = {
  name: 'password',
  settings: passwordSettings,
  entities: [PasswordCredential],
  resolvers: [PasswordResolver],
  shedding: {
    fields: ['login', 'signup'],
    refuse: (app) => passwordHasher(app).refuse(),
  },
  gauges: {
    hashing_running: {
      help: 'Passwords that are hashed or compared now.',
      read: (app) => passwordHasher(app).load.running,
    },
    hashing_waiting: {
      help: 'Passwords that wait for a core.',
      read: (app) => passwordHasher(app).load.waiting,
    },
    hashing_waiting_max: {
      help: 'How many may wait (PASSWORD_QUEUE_LENGTH, shared by the workers).',
      read: (app) => passwordHasher(app).load.mostWaiting,
    },
  },
  commands: passwordCommands,
};
