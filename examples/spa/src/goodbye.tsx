import { useLocation } from 'wouter';
import { Heading } from './heading.tsx';
import { timeText } from './time-text.ts';

interface Props {
  /** When the account is deleted. */
  dueAt: string;
}

/** The page after `deleteAccount`. */
export function Goodbye({ dueAt }: Props) {
  const [, navigate] = useLocation();
  // The service may delete accounts without a delay.
  const isClosing = new Date(dueAt) > new Date();
  return (
    <>
      <Heading>{isClosing ? 'Your account is closed' : 'Your account is deleted'}</Heading>
      {isClosing && (
        <p>
          Until {timeText(dueAt)}, you can restore it: log in, or open the link in the mail that is on its way
          to you. Then the account is deleted, with all of its data.
        </p>
      )}
      <button type="button" onClick={() => navigate('/login')}>
        Go to the login
      </button>
    </>
  );
}
