import { offerLinkButton } from './link-button.ts';

offerLinkButton(
  'cancel',
  'mutation ($input: CancelEmailChangeInput!) { cancelEmailChange(input: $input) { id } }',
);
