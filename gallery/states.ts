import { linkStates } from './states/links.ts';
import { loginStates } from './states/login.ts';
import { settingsStates } from './states/settings.ts';
import { signupStates } from './states/signup.ts';
import type { States } from './states/state.ts';

/** Every state of every page. The pictures, and the tests for accessibility, show each one. */
export const states: States = { ...loginStates, ...signupStates, ...settingsStates, ...linkStates };
