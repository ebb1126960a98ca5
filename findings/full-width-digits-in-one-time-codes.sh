#!/usr/bin/env bash
# pyotp 2.6.0 (Debian's python3-pyotp), oathtool 2.6.7 (Debian's package), otplib 13.5.0; Node.js 22 or newer.
#
# A Japanese or Chinese input method can type the digits of a code in full width (７０６２７１). pyotp accepts such a code, since
# it compares codes in the normalization form NFKC. It also accepts the digits of mathematical alphabets and in circles, but
# not Arabic digits. oathtool counts bytes, and so fails with OATH_INVALID_DIGITS (-2). otplib throws TokenFormatError instead
# of returning { valid: false }, or TokenLengthError for digits that JavaScript stores in two units.
#
# A service that wants to accept these codes has to normalize them itself, for example with code.normalize('NFKC').
#
# Seen, as library, way of writing and result: the lines at the end.
set -euo pipefail
export LC_ALL=C.UTF-8
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module", "private": true }' > package.json
npm install --silent --no-audit --no-fund otplib@13.5.0 > /dev/null

cat > codes.json <<'JSON'
{ "plain": "706271", "full width": "７０６２７１", "mathematical": "𝟕𝟎𝟔𝟐𝟕𝟏", "circled": "⑦⓪⑥②⑦①", "Arabic": "٧٠٦٢٧١" }
JSON
cat > pyotp-codes.py <<'PY'
import datetime, json, pyotp
at = datetime.datetime(2026, 11, 27, 12, 0, 10, tzinfo=datetime.timezone.utc)
totp = pyotp.TOTP('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP')
for name, code in json.load(open('codes.json', encoding='utf-8')).items():
    print('pyotp', name + ':', totp.verify(code, for_time=at))
PY
cat > otplib-codes.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { verifySync } from 'otplib';

for (const [name, token] of Object.entries(JSON.parse(readFileSync('codes.json', 'utf8')))) {
  let result;
  try {
    result = verifySync({ token, secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', epoch: 1795780810 }).valid;
  } catch (error) {
    result = error.name;
  }
  console.log(`otplib ${name}: ${result}`);
}
JS
{
  /usr/bin/python3 pyotp-codes.py
  for code in 706271 ７０６２７１; do
    oathtool --totp --base32 --now=@1795780810 JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP "$code" 2>&1 || true
  done
  node otplib-codes.mjs
} | tee seen
diff seen - <<'SEEN'
pyotp plain: True
pyotp full width: True
pyotp mathematical: True
pyotp circled: True
pyotp Arabic: False
0
oathtool: validating one-time password failed (-2)
otplib plain: true
otplib full width: TokenFormatError
otplib mathematical: TokenLengthError
otplib circled: TokenFormatError
otplib Arabic: TokenFormatError
SEEN
