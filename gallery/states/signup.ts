import { makePerson, type Person } from '../../tests/support/client.ts';
import type { World } from '../../tests/support/world.ts';
import { keepWaiting, refuse, refused, type Stage, shown, submit } from '../stage.ts';
import type { States } from './state.ts';

async function openSignup(stage: Stage, service?: World) {
  const page = await stage.open('signup', service);
  await shown(page, 'signup');
  return page;
}

async function signUp(stage: Stage, person: Person, service?: World) {
  const page = await openSignup(stage, service);
  await submit(page, 'signup', { ...person });
  return page;
}

export const signupStates: States = {
  signup: openSignup,

  async 'signup-sending'(stage) {
    const page = await openSignup(stage);
    await keepWaiting(page);
    await submit(page, 'signup', { ...makePerson() });
    await page.locator('[data-form="signup"] [aria-disabled="true"]').waitFor();
    return page;
  },

  async 'signup-refused'(stage) {
    const page = await signUp(stage, { username: 'a b', email: 'grace', password: 'password123' });
    await refused(page);
    return page;
  },

  async 'signup-username-taken'(stage) {
    const page = await signUp(stage, { ...makePerson(), username: (await stage.account()).username });
    await refused(page);
    return page;
  },

  async 'signup-email-taken'(stage) {
    const page = await openSignup(stage);
    await refuse(page, { code: 'EMAIL_TAKEN' });
    await submit(page, 'signup', { ...makePerson() });
    await refused(page);
    return page;
  },

  async 'signup-done'(stage) {
    const page = await signUp(stage, makePerson());
    await shown(page, 'login');
    return page;
  },

  async 'signup-code'(stage) {
    const page = await signUp(stage, makePerson(), stage.services.strict);
    await shown(page, 'code');
    return page;
  },

  async 'signup-code-wrong'(stage) {
    const page = await signUp(stage, makePerson(), stage.services.strict);
    await shown(page, 'code');
    await submit(page, 'code', { code: 'BBBB-BBBB' });
    await refused(page);
    return page;
  },

  async ended(stage) {
    const page = await stage.open('ended?code=reuse');
    await shown(page, 'ended');
    return page;
  },
};
