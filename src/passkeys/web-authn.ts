/** The library and its parsers of certificates take 3 MB, so the service loads them at the first passkey. */
export const webAuthn = () => import('@simplewebauthn/server');

export const webAuthnHelpers = () => import('@simplewebauthn/server/helpers');
