import { ownTexts } from './page-texts.ts';

/** `script` of the texts of the settings page. */
interface SettingsTexts {
  verified: string;
  notVerified: string;
  refused: string;
  loggedOut: string;
  passwordChanged: string;
  emailConfirmed: string;
  deviceEnded: string;
  devicesEnded: string;
}

export const settingsTexts = ownTexts<SettingsTexts>();

/** @param time in ISO 8601. */
export function asTime(time: string): string {
  const { lang } = document.documentElement;
  return new Date(time).toLocaleString(lang, { dateStyle: 'medium', timeStyle: 'short' });
}
