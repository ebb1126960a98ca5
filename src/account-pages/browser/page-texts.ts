type Messages = Readonly<Record<string, string>>;

/** The texts that the page's scripts show. `texts-en.ts` has all texts. */
interface PageTexts {
  sending: string;
  summary: string;
  retryIn: string;
  seconds: string;
  minutes: string;
  hours: string;
  loginMissing: string;
  ended: { reset: Messages; verify: Messages; signup: Messages };
  codes: Messages;
  reasons: Messages;
}

export const texts = JSON.parse(document.querySelector('#texts')?.textContent ?? '{}') as PageTexts;

export const usesCookie = document.documentElement.dataset.cookie === 'true';
