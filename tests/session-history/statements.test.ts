import { writeIncidents } from '../../src/session-history/count-incidents.ts';
import { type Answer, codes } from '../support/client.ts';
import { startRecorded } from '../support/statements.ts';

const recorded = await startRecorded({ env: { REFRESHES_PER_ADDRESS: 'off' } });
const { world } = recorded;
afterAll(() => recorded.stop());

test('the history costs no request a statement: neither a success nor a refusal', async () => {
  const person = await world.addPerson();
  await world.openSession(person);
  const run = async (operation: () => Promise<Answer>): Promise<[Answer, string[]]> => {
    recorded.clear();
    const answer = await operation();
    return [answer, recorded.statements()];
  };
  const [login, ofLogin] = await run(() => world.logIn(person));
  const { accessToken, refreshToken } = login.data.login;
  const [, ofMe] = await run(() => world.me(accessToken));
  const [first, ofRefresh] = await run(() => world.refresh(refreshToken));
  const [, ofRepeat] = await run(() => world.refresh(refreshToken));
  const newest = first.data.refresh.refreshToken;
  const [, ofLogout] = await run(() => world.logOut({ refreshToken: newest }));
  const [refused, ofRefusal] = await run(() => world.refresh(newest));
  const [refusedMe, ofRefusedMe] = await run(() => world.me(accessToken));
  expect([codes(refused), codes(refusedMe)]).toEqual([['INVALID_REFRESH_TOKEN'], ['UNAUTHENTICATED']]);
  // A rotation, a rotation that finds nothing together and alone with a look-up of the reason, a look-up with a revocation.
  expect({
    me: ofMe.length,
    refresh: ofRefresh.length,
    repeat: ofRepeat.length,
    logout: ofLogout.length,
    refusal: ofRefusal.length,
    refusedMe: ofRefusedMe.length,
  }).toEqual({ me: 1, refresh: 1, repeat: 3, logout: 2, refusal: 3, refusedMe: 1 });
  const history = /session_history|session_incidents/;
  const all = [ofLogin, ofMe, ofRefresh, ofRepeat, ofLogout, ofRefusal, ofRefusedMe].flat();
  expect(all.filter((text) => history.test(text))).toEqual([]);
  expect(ofLogin.length).toBeGreaterThan(5);
  const [, ofWriting] = await run(async () => {
    await writeIncidents(world.app);
    return login;
  });
  expect(ofWriting.filter((text) => history.test(text))).toHaveLength(1);
});
