type Messages = Readonly<Record<string, string>>;

/** The part of the page's texts that its scripts show. `texts-en.ts` has them all. */
interface PageTexts {
  sending: string;
  summary: string;
  retryIn: string;
  seconds: string;
  minutes: string;
  hours: string;
  loginMissing: string;
  loginOther: string;
  ended: { reset: Messages; verify: Messages; signup: Messages };
  codes: Messages;
  reasons: Messages;
}

export const texts = JSON.parse(document.querySelector('#texts')?.textContent ?? '{}') as PageTexts;

export const usesCookie = document.documentElement.dataset.cookie === 'true';
