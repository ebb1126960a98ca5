/** The pictures of README.md, by their names. */
export const readmePictures = {
  login: { state: 'login', variant: 'light', height: 880 },
  'login-dark': { state: 'login', variant: 'dark', height: 880 },
  'second-step': { state: 'second-step', variant: 'light', height: 700 },
  settings: { state: 'account-full', variant: 'light', height: 860 },
} as const;
