import { offerLinkButton } from './link-button.ts';

offerLinkButton(
  'undo',
  'mutation ($input: UndoEmailChangeInput!) { undoEmailChange(input: $input) { revokedSessions } }',
);
