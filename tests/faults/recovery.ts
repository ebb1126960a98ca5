import { codes, makePerson, type Person } from '../support/client.ts';
import type { Ground } from './ground.ts';

/** After the fault, sends many requests of every kind at once, none of which may be rejected. @returns any problems. */
export async function checkRecovery(ground: Ground, person: Person): Promise<string[]> {
  const { service } = ground;
  const answers = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const login = await service.logIn(person);
      const { accessToken, refreshToken } = login.data?.login ?? {};
      const me = await service.me(accessToken);
      const refresh = await service.refresh(refreshToken);
      return [
        login,
        me,
        refresh,
        await service.logOut(null, accessToken),
        await service.signUp(makePerson()),
      ];
    }),
  );
  const wrong = answers.flat().flatMap(codes);
  const statuses = [await ground.status('/readyz'), await ground.status('/healthz')].join(' ');
  if (statuses !== '200 200') wrong.push(`/readyz and /healthz ${statuses}`);
  return wrong.map((text) => `after it: ${text}`);
}
