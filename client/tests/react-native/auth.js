import { createAuthCore, createAuthFetch } from 'graphql-auth-service-client/core';
import { AppState } from 'react-native';

/** As slow as the device's keychain. */
export const kept = new Map();
const storage = {
  get: async () => kept.get('auth-session'),
  set: async (text) => void kept.set('auth-session', text),
  remove: async () => void kept.delete('auth-session'),
};

export const uri = process.env.AUTH_URL;
export const openAuth = () => createAuthCore({ uri, storage });
export const auth = openAuth();
export const authFetch = createAuthFetch(auth);

AppState.addEventListener('change', (state) => {
  if (state === 'active') auth.accessToken().catch(() => undefined);
});
