import { confirmationPart } from './confirmation.part.ts';
import { dataPart } from './data.part.ts';
import { devicesPart } from './devices.part.ts';
import { loginPart } from './login.part.ts';
import { mailCodePart } from './mail-code.part.ts';
import { passkeysPart } from './passkeys.part.ts';
import { profilePart } from './profile.part.ts';
import type { SettingsPart } from './settings-part.ts';
import { twoStepPart } from './two-step.part.ts';

/** In the order of the account view. The first part also has the view that the page shows before its script runs. */
export const settingsParts: readonly SettingsPart[] = [
  loginPart,
  mailCodePart,
  profilePart,
  twoStepPart,
  passkeysPart,
  devicesPart,
  dataPart,
  confirmationPart,
];
