/** @returns for example `b•••@example.com`: enough for the owner, and little for a stranger who reads the mailbox. */
export function maskedEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const [first = ''] = email;
  return `${first}•••${email.slice(at)}`;
}
