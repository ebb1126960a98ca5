import { renderToString } from 'react-dom/server';
import { createAuthCore, type User, webStorage } from '../../src/core.ts';
import { AuthProvider, RequireAuth, SignIn, useSession, useUser } from '../../src/react.ts';

const client = createAuthCore({ uri: 'http://localhost:9/graphql', storage: webStorage(() => localStorage) });

function Status() {
  return <p>{useSession().status}</p>;
}

function Hello() {
  return <p>{`Hello ${useUser()?.username}`}</p>;
}

/** @param initialUser what the server knows. */
export function render(initialUser?: User | null): string {
  return renderToString(
    <AuthProvider client={client} initialUser={initialUser}>
      <Status />
      <RequireAuth fallback={<SignIn />} loading={<p>Loading</p>}>
        <Hello />
      </RequireAuth>
    </AuthProvider>,
  );
}
