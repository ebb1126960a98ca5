import { execFileSync } from 'node:child_process';

function works(file: string, args: readonly string[]): boolean {
  try {
    execFileSync(file, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Debian's oathtool. */
export const findOathtool = (): boolean => works('oathtool', ['--version']);

/** Debian's python3-pyotp. */
export const findPyotp = (): boolean => works('/usr/bin/python3', ['-c', 'import pyotp']);

/** The code that oathtool computes from the secret as a user types it. */
export function oathtoolCode(secret: string): string {
  return execFileSync('oathtool', ['--totp', '--base32', secret], { encoding: 'utf8' }).trim();
}

const readUri = `
import json, pyotp, sys
app = pyotp.parse_uri(sys.argv[1])
print(json.dumps({'code': app.now(), 'issuer': app.issuer, 'name': app.name, 'secret': app.secret}))`;

/** What pyotp reads from the URI of a QR code, and the code that it computes. */
export function pyotpReads(uri: string): { code: string; issuer: string; name: string; secret: string } {
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', readUri, uri], { encoding: 'utf8' }));
}
