#!/usr/bin/env bash
# jest 30.5.2, on Node.js 24.9 or newer.
#
# A test in CommonJS that requires a package of ES modules fails with "Must use import to load ES Module". The message advises
# Node.js 24.9 or newer, "where Jest supports require(esm) natively". That alone changes nothing: jest supports it only if
# Node.js also runs with --experimental-vm-modules. The other way is to let babel-jest transform the package, which jest's
# default for transformIgnorePatterns prevents; that works on every version of Node.js.
#
# Seen: the three lines at the end.
set -euo pipefail
node -e '
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 24 || (major === 24 && minor < 9)) throw new Error("This needs Node.js 24.9 or newer.");
'
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund jest@30.5.2 @babel/preset-env@7.29.14 > /dev/null

mkdir node_modules/esm-only
echo '{ "name": "esm-only", "type": "module", "exports": "./index.js" }' > node_modules/esm-only/package.json
echo 'export const answer = 42;' > node_modules/esm-only/index.js
echo 'test("loads", () => expect(require("esm-only").answer).toBe(42));' > app.test.js
echo 'module.exports = { presets: [["@babel/preset-env", { targets: { node: "current" } }]] };' > babel.config.js
unset NODE_OPTIONS

look() {
  if npx jest --ci "${@:2}" > printed 2>&1; then echo "$1: loads"
  elif grep -q 'Must use import to load ES Module' printed && grep -q 'Node v24.9+' printed; then echo "$1: fails"
  else cat printed; exit 1
  fi
}
{
  look 'as it comes'
  NODE_OPTIONS=--experimental-vm-modules look 'with the flag'
  look 'transformed' --transformIgnorePatterns 'node_modules/(?!esm-only/)'
} | tee seen
diff seen - <<'SEEN'
as it comes: fails
with the flag: loads
transformed: loads
SEEN
