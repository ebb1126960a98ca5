import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

export function findOpenssl(): boolean {
  return spawnSync('openssl', ['version']).status === 0;
}

function openssl(folder: string, ...args: string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
}

/** Writes ca.key and ca.pem. */
export function makeAuthority(folder: string): void {
  const subject = ['-subj', '/CN=An authority of a test', '-days', '2', '-nodes'];
  openssl(folder, 'req', '-x509', '-newkey', 'rsa:2048', ...subject, '-keyout', 'ca.key', '-out', 'ca.pem');
}

/** Writes server.key and server.pem, signed by the authority. @param name for example `IP:127.0.0.1`. */
export function issueCertificate(folder: string, name: string): void {
  writeFileSync(path.join(folder, 'names'), `subjectAltName=${name}`);
  const key = ['-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=server'];
  openssl(folder, 'req', ...key, '-keyout', 'server.key', '-out', 'server.csr');
  const ca = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names'];
  openssl(folder, 'x509', '-req', '-in', 'server.csr', ...ca, '-out', 'server.pem');
}
