#!/usr/bin/env bash
# @simplewebauthn/server 14.0.3, on Node.js 22.17.0 and 24.21.0 (npm's package "node").
#
# Without supportedAlgorithmIDs, generateRegistrationOptions offers what the present Node.js can verify: on 24.21 ML-DSA-44
# (COSE -48) first, which Chromium 156 accepts, and a public key of 1,322 bytes. Node.js 22 cannot verify that key. So with
# replicas on both versions, or after a downgrade, a passkey works only on some of them. A service that lists the algorithms
# offers the same ones everywhere.
#
# The other three verify on both versions; Ed25519 prints no ExperimentalWarning on 22.17.
#
# Seen: the six lines at the end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @simplewebauthn/server@14.0.3 > /dev/null
for version in 22.17.0 24.21.0; do
  npm install --silent --no-audit --no-fund --prefix "node-$version" "node@$version" > /dev/null
done

cat > offered.mjs <<'JS'
import { generateRegistrationOptions } from '@simplewebauthn/server';
import { isoCBOR, verifySignature } from '@simplewebauthn/server/helpers';
import { generateKeyPairSync, sign } from 'node:crypto';

const say = (...words) => console.log(process.version, ...words);
process.on('warning', ({ name, message }) => /ed25519/i.test(message) && say(name, message));
const user = { rpID: 'localhost', rpName: 'x', userName: 'x' };
const { pubKeyCredParams } = await generateRegistrationOptions(user);
say('offers', ...pubKeyCredParams.map(({ alg }) => alg));
const fixed = await generateRegistrationOptions({ ...user, supportedAlgorithmIDs: [-7, -8, -257] });
say('with a list', ...fixed.pubKeyCredParams.map(({ alg }) => alg));

const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64url'));
const data = new Uint8Array(Buffer.from('signed'));
const kinds = {
  ES256: ['ec', { namedCurve: 'P-256' }, ({ x, y }) => [[1, 2], [3, -7], [-1, 1], [-2, bytes(x)], [-3, bytes(y)]]],
  EdDSA: ['ed25519', {}, ({ x }) => [[1, 1], [3, -8], [-1, 6], [-2, bytes(x)]]],
  RS256: ['rsa', { modulusLength: 2048 }, ({ n, e }) => [[1, 3], [3, -257], [-1, bytes(n)], [-2, bytes(e)]]],
};
const verified = [];
for (const [name, [type, options, membersOf]] of Object.entries(kinds)) {
  const { privateKey, publicKey } = generateKeyPairSync(type, options);
  const credentialPublicKey = isoCBOR.encode(new Map(membersOf(publicKey.export({ format: 'jwk' }))));
  const signature = new Uint8Array(sign(type === 'ed25519' ? null : 'sha256', data, privateKey));
  if (await verifySignature({ signature, data, credentialPublicKey })) verified.push(name);
}
say('verifies', ...verified);
JS
for version in 22.17.0 24.21.0; do
  "node-$version/node_modules/node/bin/node" --disable-warning=ExperimentalWarning offered.mjs
done | tee seen
diff seen - <<'SEEN'
v22.17.0 offers -8 -7 -257
v22.17.0 with a list -7 -8 -257
v22.17.0 verifies ES256 EdDSA RS256
v24.21.0 offers -48 -8 -7 -257
v24.21.0 with a list -7 -8 -257
v24.21.0 verifies ES256 EdDSA RS256
SEEN
