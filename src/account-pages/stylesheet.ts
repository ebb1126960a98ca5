import { accountStyles } from './styles/account.ts';
import { buttonStyles } from './styles/buttons.ts';
import { dialogStyles } from './styles/dialog.ts';
import { forcedColourStyles } from './styles/forced-colours.ts';
import { formStyles } from './styles/forms.ts';
import { layoutStyles } from './styles/layout.ts';
import { linkStyles } from './styles/links.ts';
import { messageStyles } from './styles/messages.ts';
import { pageStyles } from './styles/page.ts';
import { secondFactorStyles } from './styles/second-factors.ts';
import { textStyles } from './styles/text.ts';
import { tokenStyles } from './styles/tokens.ts';

/** In the order of the cascade. The client's package has the same rules for its components, in `client/styles.css`. */
export const componentStylesheet = [
  tokenStyles,
  layoutStyles,
  textStyles,
  formStyles,
  buttonStyles,
  linkStyles,
  messageStyles,
  accountStyles,
  dialogStyles,
  secondFactorStyles,
  forcedColourStyles,
].join('\n');

/** Of the pages. */
export const stylesheet = [componentStylesheet, pageStyles].join('\n');
