#!/usr/bin/env bash
# bowser 2.15.1; Node.js 22 or newer.
#
# The default user agent of an iOS app (URLSession) has the form "MyApp/1.2 CFNetwork/1410.0.3 Darwin/22.6.0". bowser returns
# "MyApp/1.2 CFNetwork" as the name of the browser and CFNetwork's version as its version, and no system. So a list of
# devices that identifies a device by this name takes every update of the app for a new device. Other programs, such as
# curl, have an empty name. An Android app with the default user agent of the Java runtime (Dalvik) becomes "Android Browser"
# on a tablet, even on a phone.
#
# Seen, as name, version, system and kind: the four lines at the end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund bowser@2.15.1 > /dev/null

cat > names.mjs <<'JS'
import Bowser from 'bowser';

const userAgents = [
  'MyApp/1.2 CFNetwork/1410.0.3 Darwin/22.6.0',
  'MyApp/1.3 CFNetwork/1410.0.3 Darwin/22.6.0',
  'curl/8.5.0',
  'Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/AP2A.240805.005)',
];
for (const userAgent of userAgents) {
  const { browser, os, platform } = Bowser.parse(userAgent);
  console.log(JSON.stringify([browser.name, browser.version, os.name, platform.type]));
}
JS
node names.mjs | tee seen
diff seen - <<'SEEN'
["MyApp/1.2 CFNetwork","1410.0.3",null,null]
["MyApp/1.3 CFNetwork","1410.0.3",null,null]
["","",null,null]
["Android Browser",null,"Android","tablet"]
SEEN
