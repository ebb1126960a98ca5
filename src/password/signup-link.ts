/**
 * The token of a signup's link is `<token>.<flow>`: all signups of an email share the secret, and the flow names the signup
 * whose password the reader has to know.
 */
export function splitSignupToken(text: string): { token: string; flow: string } {
  const [token = '', flow = ''] = text.slice(0, 200).split('.');
  return { token, flow };
}
