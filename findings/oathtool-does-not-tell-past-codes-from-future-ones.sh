#!/usr/bin/env bash
# oathtool 2.6.7 (Debian's package).
#
# "oathtool --totp -w 2 SECRET CODE" accepts the codes of two steps before and two steps after the current one, and prints how
# far away the code's step is. It prints a distance without a sign: 1 stands for the previous code and for the next one. So a
# script cannot compute the step of a code from it, and cannot use it to accept each code once. With --hotp, the window only
# extends to later codes, so there the number is enough.
#
# A rejection names a range, but only half of it: steps ±0 for -w 1, and ±1 for -w 2.
#
# To find the step, try each step on its own: "oathtool --totp --now=@TIME SECRET CODE", without -w.
#
# Seen, as mode, window, distance of the code's step and output: the lines at the end.
set -euo pipefail
export LC_ALL=C TZ=UTC
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
oathtool --version | head -1 | grep -F 'oathtool (OATH Toolkit) 2.6.7'

secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP
now=1795780810
for window in 1 2; do
  for distance in -3 -2 -1 0 1 2 3; do
    code=$(oathtool --totp --base32 --now="@$((now + 30 * distance))" "$secret")
    seen=$(oathtool --totp --base32 --now="@$now" -w "$window" "$secret" "$code" 2>&1 | sed "s/\"$code\"/CODE/") || true
    echo "totp $window $distance: $seen"
  done
done > "$folder/seen"
for distance in -1 0 1 2; do
  code=$(oathtool --hotp --base32 --counter=$((7 + distance)) "$secret")
  seen=$(oathtool --hotp --base32 --counter=7 -w 2 "$secret" "$code" 2>&1 | sed "s/\"$code\"/CODE/") || true
  echo "hotp 2 $distance: $seen"
done >> "$folder/seen"
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
totp 1 -3: oathtool: password CODE not found in range 59859360 .. 59859360
totp 1 -2: oathtool: password CODE not found in range 59859360 .. 59859360
totp 1 -1: 1
totp 1 0: 0
totp 1 1: 1
totp 1 2: oathtool: password CODE not found in range 59859360 .. 59859360
totp 1 3: oathtool: password CODE not found in range 59859360 .. 59859360
totp 2 -3: oathtool: password CODE not found in range 59859359 .. 59859361
totp 2 -2: 2
totp 2 -1: 1
totp 2 0: 0
totp 2 1: 1
totp 2 2: 2
totp 2 3: oathtool: password CODE not found in range 59859359 .. 59859361
hotp 2 -1: oathtool: password CODE not found in range 7 .. 9
hotp 2 0: 0
hotp 2 1: 1
hotp 2 2: 2
SEEN
