import { readFileSync } from 'node:fs';

export const read = (file) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));

export const isOlderThan = (version) =>
  process.versions.node.localeCompare(version, 'en', { numeric: true }) < 0;
