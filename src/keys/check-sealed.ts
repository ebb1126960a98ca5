import type { App } from '../feature/context.ts';
import { countAllSealed } from './sealed-counts.ts';

/** For `admin check`. */
export async function checkSealed(app: App): Promise<string | undefined> {
  const counts = await countAllSealed(app);
  if (counts.all === 0) return undefined;
  return describe(counts) ?? 'ok';
}

/** At startup, so that an operator notices before removing SECRET_KEY_PREVIOUS. */
export async function warnOfOutdatedSecrets(app: App): Promise<void> {
  try {
    const counts = await countAllSealed(app);
    const { outdated, lost } = counts;
    const problem = describe(counts);
    if (problem) app.log.warn({ outdated, lost }, `sealed secrets: ${problem}`);
  } catch (err) {
    app.log.warn({ err }, 'could not count the secrets that are sealed with an old key');
  }
}

function describe({ outdated, lost }: { outdated: number; lost: number }): string | undefined {
  const problems = [
    outdated > 0 && `${outdated} need SECRET_KEY_PREVIOUS, until "admin -- keys reseal" has run`,
    lost > 0 && `${lost} are lost, since neither SECRET_KEY nor SECRET_KEY_PREVIOUS opens them`,
  ].filter(Boolean);
  return problems.length > 0 ? problems.join('; ') : undefined;
}
