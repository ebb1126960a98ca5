import { gzipSync } from 'node:zlib';
import type { Context } from '../feature/context.ts';
import { oncePer } from '../platform/once-per.ts';

interface Answer {
  headers: Readonly<Record<string, string>>;
  type: string;
  content: string | Buffer;
}

/** Files stay in memory. */
const compressedOnce = oncePer((content: Buffer) => gzipSync(content, { level: 9 }));

/** RFC 9110, 12.5.3. */
function acceptsGzip({ request }: Context): boolean {
  const codings = String(request.headers['accept-encoding'] ?? '')
    .toLowerCase()
    .split(',');
  return codings.some((coding) => /^\s*gzip\s*(;|$)/.test(coding) && !/;\s*q=0(\.0*)?\s*$/.test(coding));
}

/** Compresses a page or a file if the browser accepts gzip. A page contains no secret whose size could tell anything. */
export function compressed(ctx: Context, answer: Answer): Answer {
  const { content, type } = answer;
  if (type === 'image/png') return answer;
  const headers = { ...answer.headers, vary: 'accept-encoding' };
  if (!acceptsGzip(ctx)) return { ...answer, headers };
  return {
    type,
    headers: { ...headers, 'content-encoding': 'gzip' },
    content: typeof content === 'string' ? gzipSync(content) : compressedOnce(content),
  };
}
