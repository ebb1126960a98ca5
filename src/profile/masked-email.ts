/** @returns for example `b•••@example.com`: the owner recognizes it, and a stranger who reads the mailbox learns little. */
export function maskedEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const [first = ''] = email;
  return `${first}•••${email.slice(at)}`;
}
