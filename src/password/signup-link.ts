/**
 * The token in a signup link is `<token>.<flow>`. All signups with the same email share the secret; the flow identifies the
 * signup whose password the user has to know.
 */
export function splitSignupToken(text: string): { token: string; flow: string } {
  const [token = '', flow = ''] = text.slice(0, 200).split('.');
  return { token, flow };
}
