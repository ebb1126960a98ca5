#!/usr/bin/env bash
# vite 8.3.8, on Node.js 20 or newer.
#
# "vite build" keeps a NODE_ENV that is already set. Test runners set it to "test", so a build that a test starts is a build
# for development, without a warning and although the mode is "production": import.meta.env.DEV is true, code behind it
# stays in the bundle, and packages such as React choose their development files. The value in the bundle is "test", so code
# that compares process.env.NODE_ENV with "development" takes neither side. An empty NODE_ENV counts as unset.
#
# Set NODE_ENV=production for such a build.
#
# Seen: the four lines at the end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund vite@8.3.8 > /dev/null

echo 'export default { build: { modulePreload: { polyfill: false } } };' > vite.config.mjs
echo '<script type="module" src="/app.js"></script>' > index.html
cat > app.js <<'JS'
document.title = `${import.meta.env.MODE} DEV=${import.meta.env.DEV} NODE_ENV=${process.env.NODE_ENV}`;
if (import.meta.env.DEV) document.title += ', with code for development';
JS
unset NODE_ENV
for value in unset '' production test; do
  if [ "$value" = unset ]; then npx vite build > printed 2>&1; else NODE_ENV=$value npx vite build > printed 2>&1; fi
  grep -i warn printed && exit 1
  node -e '
    const { readdirSync, readFileSync } = require("node:fs");
    const [file] = readdirSync("dist/assets").filter((name) => name.endsWith(".js"));
    globalThis.document = { title: "" };
    const code = readFileSync(`dist/assets/${file}`, "utf8");
    new Function(code)();
    console.log(`${process.argv[1] || "empty"}: ${document.title}`);
  ' "$value"
done | tee seen
diff seen - <<'SEEN'
unset: production DEV=false NODE_ENV=production
empty: production DEV=false NODE_ENV=production
production: production DEV=false NODE_ENV=production
test: production DEV=true NODE_ENV=test, with code for development
SEEN
