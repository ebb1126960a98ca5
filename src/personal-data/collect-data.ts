import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import type { PersonalDataSection } from './personal-data.types.ts';

/**
 * Everything that the features export about an account. Each list becomes a section; the other values together form the
 * section `account`. Later features need no change here, and none in a client's document.
 */
export async function collectData(ctx: Context, account: Account): Promise<PersonalDataSection[]> {
  const about: Record<string, unknown> = {};
  const sections: PersonalDataSection[] = [];
  for (const { personalData } of featuresOf(ctx.app)) {
    for (const [name, value] of Object.entries((await personalData?.export(ctx, account)) ?? {})) {
      if (Array.isArray(value)) sections.push({ name, entries: value.map(inRfc3339) });
      else about[name] = value;
    }
  }
  return [{ name: 'account', entries: [inRfc3339(about)] }, ...sections];
}

/** PostgreSQL's form of a timestamptz. */
const timestamp = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?$/;

function inRfc3339(entry: object): object {
  return Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [
      name,
      typeof value === 'string' && timestamp.test(value) ? new Date(value).toISOString() : value,
    ]),
  );
}
