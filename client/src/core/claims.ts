/** Reads the session's claims from an access token. The client needs no others. */
export function claimsOf(accessToken: string): { sid: string; iat: number; auth_time?: number } {
  return JSON.parse(decodeBase64Url(accessToken.split('.')[1] ?? ''));
}

/** For React Native before 0.74, which has no `atob`. @returns one character per byte. */
function decodeBase64Url(text: string): string {
  let decoded = '';
  let held = 0;
  let bits = 0;
  for (const digit of text) {
    held = (held << 6) | digitValue(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    decoded += String.fromCharCode((held >> bits) & 255);
  }
  return decoded;
}

/** The value of a digit: A to Z, a to z, 0 to 9, - and _ stand for 0 to 63. */
function digitValue(digit: string): number {
  if (digit === '-') return 62;
  if (digit === '_') return 63;
  const code = digit.charCodeAt(0);
  return code - (code > 96 ? 71 : code > 64 ? 65 : -4);
}
