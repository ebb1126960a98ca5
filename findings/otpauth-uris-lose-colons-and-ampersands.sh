#!/usr/bin/env bash
# otpauth 9.5.2, otplib 13.5.0; pyotp 2.6.0 (Debian's python3-pyotp); Node.js 22 or newer.
#
# An otpauth URI names the account twice: in its label, as "issuer:username", and in the parameter "issuer". The libraries
# percent-encode both, but they split the label at the first colon after they have decoded it. So a service whose name
# contains a colon loses the end of its name to the username, even if one library writes the URI and reads it again. pyotp
# then finds two different issuers and raises ValueError. Without an issuer, the part of a username before its colon becomes
# the issuer. otplib does not even encode the colon in the label.
#
# pyotp also decodes the whole URI before it looks for the parameters. So it cannot read the URIs of a service named "A&B" or
# "C#", not even those that it has written: it takes "&" for the end of the issuer, and "#" for the end of the URI.
#
# A service should replace these characters in the name that it writes into its URIs.
#
# Seen, as library, issuer and username that were written, and issuer and username that were read: the lines at the end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module", "private": true }' > package.json
npm install --silent --no-audit --no-fund otpauth@9.5.2 otplib@13.5.0 > /dev/null

cat > write.mjs <<'JS'
import { Secret, TOTP, URI } from 'otpauth';
import { generateURI } from 'otplib';

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
for (const [issuer, label] of [['Acme: Inc', 'alice'], ['', 'a:b'], ['A&B', 'alice'], ['C#', 'alice']]) {
  const uri = new TOTP({ issuer, label, secret: Secret.fromBase32(secret) }).toString();
  const read = URI.parse(uri);
  console.log(JSON.stringify(['otpauth', issuer, label, read.issuer, read.label]));
  console.error(JSON.stringify([issuer, label, uri]));
}
console.log(generateURI({ issuer: 'Acme: Inc', label: 'a:b', secret }).split('?')[0]);
JS
cat > read.py <<'PY'
import json, sys
import pyotp

def read(uri):
    try:
        found = pyotp.parse_uri(uri)
        return [found.issuer or '', found.name]
    except ValueError as error:
        return ['ValueError', str(error).split('.')[0]]

for line in open('written'):
    issuer, label, uri = json.loads(line)
    own = pyotp.TOTP('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP').provisioning_uri(name=label, issuer_name=issuer or None)
    print(json.dumps(['pyotp', issuer, label, *read(own)], separators=(',', ':')))
    print(json.dumps(['otpauth to pyotp', issuer, label, *read(uri)], separators=(',', ':')))
PY
{ node write.mjs 2> written; /usr/bin/python3 read.py; } | tee seen
diff seen - <<'SEEN'
["otpauth","Acme: Inc","alice","Acme: Inc"," Inc:alice"]
["otpauth","","a:b","a","b"]
["otpauth","A&B","alice","A&B","alice"]
["otpauth","C#","alice","C#","alice"]
otpauth://totp/Acme:%20Inc:a:b
["pyotp","Acme: Inc","alice","ValueError","If issuer is specified in both label and parameters, it should be equal"]
["otpauth to pyotp","Acme: Inc","alice","ValueError","If issuer is specified in both label and parameters, it should be equal"]
["pyotp","","a:b","a","b"]
["otpauth to pyotp","","a:b","a","b"]
["pyotp","A&B","alice","ValueError","If issuer is specified in both label and parameters, it should be equal"]
["otpauth to pyotp","A&B","alice","ValueError","If issuer is specified in both label and parameters, it should be equal"]
["pyotp","C#","alice","ValueError","No secret found in URI"]
["otpauth to pyotp","C#","alice","ValueError","No secret found in URI"]
SEEN
