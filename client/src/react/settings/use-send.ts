import { sendAsUser } from '../../core/send-as-user.ts';
import { useAuth } from '../context.ts';

/**
 * @returns a function that sends a document with one root field as the logged-in user, after a confirmation of the identity if
 * the service wants one, and resolves to that field.
 */
export function useSend(): <Result>(document: string, input?: object) => Promise<Result> {
  const { client } = useAuth();
  return (document, input) => sendAsUser(client, document, input);
}
