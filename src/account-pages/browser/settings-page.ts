import { loadAccount } from './settings-account.ts';
import { offerCode } from './settings-code.ts';
import { offerLogin } from './settings-login.ts';
import { parts } from './settings-parts.ts';
import { followFragment } from './settings-views.ts';

offerCode();
for (const part of parts) part.offer();
followFragment(
  parts.flatMap(({ places = [] }) => places),
  loadAccount,
);
offerLogin();
