import { offerLinkButton } from './link-button.ts';

offerLinkButton(
  'restore',
  'mutation ($input: RestoreAccountInput!) { restoreAccount(input: $input) { __typename } }',
);
