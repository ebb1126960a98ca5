import type { Problem } from './problem-state.ts';

/** Forms load this when they appear, so that it is there when one fails. */
export const loadProblems = () => import('./problem.ts');

/** Why a form failed. Waits for the texts, and does without them if they cannot be loaded. */
export async function problemFrom(
  error: unknown,
  texts: object,
  locale: string,
  names?: readonly string[],
): Promise<Problem> {
  try {
    return (await loadProblems()).problemOf(error, texts, locale, names);
  } catch {
    const heading = error instanceof Error ? error.message : String(error);
    return { code: '', heading, items: [], retryAt: 0 };
  }
}
