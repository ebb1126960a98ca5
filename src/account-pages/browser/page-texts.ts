type Messages = Readonly<Record<string, string>>;

/** The texts that scripts show: the shared ones in `texts-en.ts`, and `script` of the page's texts. */
interface PageTexts {
  showPassword: string;
  show: string;
  capsLock: string;
  retrying: string;
  /** Of a button that counts down. */
  wait: string;
  sending: string;
  summary: string;
  /** For a code that the page does not know. */
  otherSummary: string;
  /** By code. */
  summaries: Messages;
  retryIn: string;
  seconds: string;
  minutes: string;
  hours: string;
  codes: Messages;
  reasons: Messages;
  /** Why a link does not work, by the reasons of LINK_INVALID. */
  ended?: Messages;
}

export const texts = JSON.parse(document.querySelector('#texts')?.textContent ?? '{}') as PageTexts;

/** @returns `texts`, with the type of the page's own texts. */
export const ownTexts = <Own>() => texts as PageTexts & Own;

/** @param time in ISO 8601. */
export function asTime(time: string): string {
  const { lang } = document.documentElement;
  return new Date(time).toLocaleString(lang, { dateStyle: 'medium', timeStyle: 'short' });
}

export const usesCookie = document.documentElement.dataset.cookie === 'true';
