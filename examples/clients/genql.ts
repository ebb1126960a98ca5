import type { Credentials, Me } from './credentials.ts';
import { createClient } from './generated/client/index.js';

export async function askWithGenql(url: string, input: Credentials): Promise<Me> {
  const { login } = await createClient({ url }).mutation({ login: { __args: { input }, accessToken: true } });
  const client = createClient({ url, headers: { authorization: `Bearer ${login.accessToken}` } });
  return { me: (await client.query({ me: { id: true, username: true } })).me ?? null };
}
