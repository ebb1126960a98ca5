import { readFileSync } from 'node:fs';

const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

export const oldest = engines.node.replace('>=', '');
export const isTooOld = process.versions.node.localeCompare(oldest, 'en', { numeric: true }) < 0;
