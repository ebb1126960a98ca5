import type { Answer, AskOptions, Tokens } from './client.ts';
import { printed, runCommand } from './command-line.ts';
import { decodeJwt, testSecretKey } from './tokens.ts';
import type { World } from './world.ts';

export const behindProxy = { TRUST_PROXY: '1' };

/** Headers of a request from this IP address and device. The service must trust one proxy. */
export function on(ipAddress: string, device = 'Phone/1.0'): AskOptions {
  return { headers: { 'x-forwarded-for': ipAddress, 'user-agent': device } };
}

export const requestIdOf = ({ headers }: Answer): string => headers.get('x-request-id') ?? '';
export const sessionIdOf = ({ refreshToken }: Tokens): string => decodeJwt(refreshToken).sid as string;

export interface Told {
  code: number;
  text: string;
  stderr: string;
}

export async function admin(world: World, ...args: string[]): Promise<Told> {
  const env = { ...behindProxy, DATABASE_URL: world.database, SECRET_KEY: testSecretKey };
  const { code, stdout, stderr } = await runCommand(args, { env });
  return { code, text: stdout, stderr };
}

/** @returns what `admin explain` prints about this session, request or account. */
export async function explain(world: World, name: string): Promise<string> {
  const { code, text, stderr } = await admin(world, 'explain', name);
  if (code !== 0) throw new Error(stderr);
  return text;
}

export async function explainJson(world: World, name: string) {
  const { text } = await admin(world, 'explain', name, '--json');
  return printed(text)[0];
}
