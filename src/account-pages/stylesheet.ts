import { accountStyles } from './styles/account.ts';
import { dialogStyles } from './styles/dialog.ts';
import { forcedColourStyles } from './styles/forced-colours.ts';
import { formStyles } from './styles/forms.ts';
import { pageStyles } from './styles/page.ts';
import { secondFactorStyles } from './styles/second-factors.ts';

/** In the order of the cascade. */
export const stylesheet = [
  pageStyles,
  accountStyles,
  dialogStyles,
  formStyles,
  secondFactorStyles,
  forcedColourStyles,
].join('\n');
