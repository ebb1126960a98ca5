/** RFC 6750, 2.1, with the scheme in any letter case (RFC 9110, 11.1). @returns the credential of a bearer header. */
export function bearerCredential(header: string | undefined): string | undefined {
  return /^bearer +(\S+) *$/i.exec(header ?? '')?.[1];
}
