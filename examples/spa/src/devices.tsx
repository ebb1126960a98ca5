import { useMutation, useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { auth } from './auth.ts';
import { graphql } from './gql/index.ts';
import { Heading } from './heading.tsx';
import { asProblem } from './problem.ts';
import { timeText } from './time-text.ts';

const devicesQuery = graphql(`
  query Devices {
    me {
      id
      sessions {
        id
        isCurrent
        device
        createdAt
        lastUsedAt
        ipAddress
      }
    }
  }
`);

const endMutation = graphql(`
  mutation EndSession($input: EndSessionInput!) {
    endSession(input: $input) {
      revokedSessions
    }
  }
`);

/** Lists where the user is logged in. Ending a session needs no confirmation, since a worried user must be fast. */
export function Devices() {
  const { data, error, refetch } = useQuery(devicesQuery, { fetchPolicy: 'network-only' });
  const [end] = useMutation(endMutation);
  const [news, setNews] = useState('');
  const [problem, setProblem] = useState('');
  const sessions = data?.me?.sessions ?? [];

  const attempt = async (action: () => Promise<unknown>, done: string) => {
    setNews('');
    setProblem('');
    try {
      await action();
      await refetch();
      setNews(done);
    } catch (thrown) {
      setProblem(asProblem(thrown).message);
    }
  };

  return (
    <>
      <Heading>Your devices</Heading>
      <p role="status">{news}</p>
      <p role="alert">{problem || (error && 'The list cannot be loaded.')}</p>
      <ul className="devices">
        {sessions.map(({ id, isCurrent, device, createdAt, lastUsedAt, ipAddress }) => (
          <li key={id}>
            <h2>
              {device}
              {isCurrent && ' (this device)'}
            </h2>
            <p className="hint" id={`session-${id}`}>
              Logged in {timeText(createdAt)}. Last used {timeText(lastUsedAt)}
              {ipAddress && `, from IP address ${ipAddress}`}.
            </p>
            {!isCurrent && (
              <button
                type="button"
                className="plain"
                aria-describedby={`session-${id}`}
                onClick={() =>
                  attempt(() => end({ variables: { input: { id } } }), `${device} is logged out.`)
                }
              >
                Log out {device}
              </button>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <button
          type="button"
          onClick={() => attempt(() => auth.logout('OTHERS'), 'All other devices are logged out.')}
        >
          Log out all other devices
        </button>
      )}
    </>
  );
}
