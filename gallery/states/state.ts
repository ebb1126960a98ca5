import type { Page } from '../../examples/spa/tests/account-page.ts';
import type { Stage } from '../stage.ts';

/** Brings a page into a state. Its name is that of its pictures. */
export type States = Readonly<Record<string, (stage: Stage) => Promise<Page>>>;
