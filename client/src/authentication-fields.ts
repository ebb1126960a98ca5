/** The mutations that try a credential. Made by "npm run schema" out of the service's schema. */
export const authenticationFields: readonly string[] = [
  'signup',
  'login',
  'refresh',
  'logout',
];
