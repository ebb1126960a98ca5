import { ownTexts } from './page-texts.ts';

/** `script` of the texts of the settings page. */
interface SettingsTexts {
  verified: string;
  notVerified: string;
  refused: string;
  codeSent: string;
  codeSentTo: string;
  loggedOut: string;
  signedUp: string;
  passwordChanged: string;
  emailConfirmed: string;
  usernameChanged: string;
  emailChanged: string;
  emailKept: string;
  restored: string;
  closed: string;
  deleted: string;
  twoStepOn: string;
  twoStepOff: string;
  twoStepPasskeys: string;
  codesLeft: string;
  codesFile: string;
  codesRule: string;
  codesCopied: string;
  codesDownloaded: string;
  codesNotCopied: string;
  codesFirst: string;
  codesStored: string;
  totpAdded: string;
  totpRemoved: string;
  passkeyAdded: string;
  passkeyRenamed: string;
  passkeyRemoved: string;
  neverUsed: string;
  deviceEnded: string;
  devicesEnded: string;
}

export const settingsTexts = ownTexts<SettingsTexts>();
