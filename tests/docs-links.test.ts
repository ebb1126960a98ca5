import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const exclude = (place: string) => ['node_modules', 'dist', '.data'].includes(path.basename(place));
const documents = globSync('**/*.md', { exclude });

/** Whether a heading has this anchor, by GitHub's rules for anchors. */
function hasAnchor(file: string, anchor: string): boolean {
  const headings = readFileSync(file, 'utf8').match(/^#+ .+$/gm) ?? [];
  const plain = headings.map((each) => each.toLowerCase().replaceAll(/^#+ |[^\p{L}\p{N} _-]/gu, ''));
  return plain.some((each) => each.replaceAll(' ', '-') === anchor);
}

function isBroken(document: string, target: string): boolean {
  const [file, anchor] = target.split('#');
  const place = file ? path.join(path.dirname(document), file) : document;
  return !existsSync(place) || (anchor !== undefined && !hasAnchor(place, anchor));
}

test.each(documents)('every relative link of %s leads to a file and a heading', (document) => {
  const links = readFileSync(document, 'utf8').matchAll(/(?:\]\(|^\[[^\]]+\]: )([^)\s]+)/gm);
  const relative = [...links].map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));
  expect(relative.filter((target) => isBroken(document, target))).toEqual([]);
});

test('detects links to files and headings that do not exist', () => {
  const targets = ['LICENSE', 'nowhere.md', 'README.md#start', '#nowhere'];
  expect(targets.filter((target) => isBroken('README.md', target))).toEqual(['nowhere.md', '#nowhere']);
});
