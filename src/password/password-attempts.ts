import type { AttemptKind } from '../feature/attempts.ts';
import type { App } from '../feature/context.ts';
import { passwordHasher } from './hasher.ts';

const shed = (app: App) => passwordHasher(app).refuse();

export const loginAttempt: AttemptKind = { name: 'login', shed };
export const signupAttempt: AttemptKind = { name: 'signup', shed };
