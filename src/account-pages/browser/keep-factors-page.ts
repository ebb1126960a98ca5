import { offerLinkButton } from './link-button.ts';

offerLinkButton(
  'keep',
  'mutation ($input: CancelFactorResetInput!) { cancelFactorReset(input: $input) { username } }',
);
