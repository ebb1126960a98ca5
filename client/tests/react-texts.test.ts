import { readdirSync, readFileSync } from 'node:fs';
import { german } from '../src/react/texts/de.ts';
import { laterEnglish } from '../src/react/texts/later-en.ts';
import { problemEnglish } from '../src/react/texts/problems-en.ts';

/** The components treat these codes as another one. */
const sameAsAnother = ['INVALID_REFRESH_TOKEN', 'INTERNAL_SERVER_ERROR'];

test('every code that an operation can return has a text in both languages', () => {
  const [, operations = ''] = readFileSync('docs/errors.md', 'utf8').split(/^## /m);
  const codes = [...operations.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code = '']) => code);
  expect(codes.length).toBeGreaterThan(25);
  const wanted = codes.filter((code) => !sameAsAnother.includes(code));
  const english = { ...problemEnglish.codes, ...laterEnglish.codes };
  expect(wanted.filter((code) => !(code in english))).toEqual([]);
  expect(wanted.filter((code) => !(code in german.codes))).toEqual([]);
});

test('what users have chosen is put into texts by a function, since emails may contain $&', () => {
  const literal = /\.replace\(\s*'\{(?:email|username|name|device)\}',\s*(?![\s(])/;
  const names = ['client/src/react', 'src/account-pages'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  const sources = names.filter((name) => /\.tsx?$/.test(name));
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.filter((name) => literal.test(readFileSync(name, 'utf8')))).toEqual([]);
});
