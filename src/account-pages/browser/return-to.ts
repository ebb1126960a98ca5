import { usesCookie } from './page-texts.ts';

/** The page of an app that the user came from. The service has checked its origin. */
export const returnTo = document.documentElement.dataset.returnTo;

/** The query of every link to another page, so that each page knows the app. */
export const query = returnTo === undefined ? '' : `?returnTo=${encodeURIComponent(returnTo)}`;

/** The app that takes over a session from the cookie. Without a cookie, it could not. */
const app = usesCookie ? returnTo : undefined;

/** Leads to the app after a login, or to the settings. The Back button does not lead back to the form. */
export function leave(): Promise<never> {
  location.replace(app ?? `./settings${query}`);
  // The form stays as it is until the browser has loaded the other page.
  return new Promise(() => undefined);
}

export const leadsToApp = app !== undefined;
