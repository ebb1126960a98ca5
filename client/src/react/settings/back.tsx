import { LinkTo } from '../parts/link.tsx';
import { useAllAuth } from '../texts/later.tsx';
import type { SettingsState } from './me.ts';

/** Leads back to the sections. */
export function Back({ close }: Pick<SettingsState, 'close'>) {
  return (
    <p>
      <LinkTo to={() => void close()}>{useAllAuth().texts.account.back}</LinkTo>
    </p>
  );
}
