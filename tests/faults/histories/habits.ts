import type { Random } from '../../fuzz/random.ts';

/** How many out of a hundred actions by an account's clients are of each kind. The rest are `me`. */
export interface Habit {
  login: number;
  /** With the newest refresh token. */
  refresh: number;
  /** With the previous one. */
  replay: number;
  /** With any of them. */
  reuse: number;
  logout: number;
  logoutAll: number;
  logoutOthers: number;
  disable: number;
}

export type Act = keyof Habit | 'me';

const usual: Habit = {
  login: 3,
  refresh: 25,
  replay: 7,
  reuse: 0.5,
  logout: 1,
  logoutAll: 0.4,
  logoutOthers: 0.4,
  disable: 0.2,
};

/** Accounts differ: some have long-lived sessions whose refreshes race, others short-lived ones. */
export const habits: readonly Habit[] = [
  usual,
  { ...usual, refresh: 55, replay: 20, logout: 0.4, logoutAll: 0.2, logoutOthers: 0.2, disable: 0.1 },
  { ...usual, login: 6, logout: 2, logoutAll: 1.5, logoutOthers: 1.5, disable: 2 },
];

export function chooseAct(random: Random, habit: Habit): Act {
  let rest = random.below(10_000) / 100;
  for (const [act, share] of Object.entries(habit) as [Act, number][]) {
    if (rest < share) return act;
    rest -= share;
  }
  return 'me';
}
