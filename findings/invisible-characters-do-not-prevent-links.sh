#!/usr/bin/env bash
# linkify-it 5.0.2, linkifyjs 4.4.0 and autolinker 4.1.5; Node.js 22 or newer.
#
# All three turn a bare host name in a text into a link, with or without quotes. The usual advice is to insert an invisible
# character: a word joiner, a zero-width space or a soft hyphen. linkify-it still makes a link, and URL parsers drop the
# character, so the link leads to the same host. linkifyjs and autolinker make none then. What all three leave alone is a
# visible change, such as "example[.]com", or in HTML an element around each dot.
#
# linkifyjs and autolinker know all top-level domains, so names of people, such as "max.shoes", become links too.
#
# Seen, with the number of links by each: "plain 1 1 1", "quoted 1 1 1", "word joiner 1 0 0", "zero-width space 1 0 0",
# "soft hyphen 1 0 0", "brackets 0 0 0", "a name 0 1 1", "all lead to example.com".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund linkify-it@5.0.2 linkifyjs@4.4.0 autolinker@4.1.5 > /dev/null

cat > links.mjs <<'JS'
import Autolinker from 'autolinker';
import LinkifyIt from 'linkify-it';
import { find } from 'linkifyjs';

const linkify = new LinkifyIt();
const invisible = { 'word joiner': '\u2060', 'zero-width space': '\u200b', 'soft hyphen': '\u00ad' };
const names = {
  plain: 'example.com',
  quoted: '"example.com"',
  ...Object.fromEntries(Object.entries(invisible).map(([what, letter]) => [what, `example${letter}.com`])),
  brackets: 'example[.]com',
  'a name': 'max.shoes',
};
for (const [what, name] of Object.entries(names)) {
  const text = `Hello ${name}, welcome.`;
  const counts = [linkify.match(text) ?? [], find(text), Autolinker.parse(text, { urls: true })];
  console.log(what, ...counts.map(({ length }) => length));
}
const hosts = Object.values(invisible).map((letter) => new URL(`http://example${letter}.com`).host);
console.log('all lead to', ...new Set(hosts));
JS
node links.mjs | tee seen
diff seen - <<'SEEN'
plain 1 1 1
quoted 1 1 1
word joiner 1 0 0
zero-width space 1 0 0
soft hyphen 1 0 0
brackets 0 0 0
a name 0 1 1
all lead to example.com
SEEN
