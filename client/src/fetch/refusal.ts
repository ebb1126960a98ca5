import { AuthError } from '../core/auth-error.ts';

interface GraphQLResponse {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions?: Record<string, unknown> }[];
}

/** Codes after which the client can send the same request again with success. */
const repeatable: readonly unknown[] = ['UNAUTHENTICATED', 'REAUTHENTICATION_REQUIRED'];

/** @returns why a server has executed nothing, if a new token or a confirmation may help. */
export async function refusalOf(response: Response): Promise<AuthError | undefined> {
  const { data, errors } = await read(response);
  // At least one field has run, perhaps that of a mutation.
  if (Object.values(data ?? {}).some((value) => value !== null)) return undefined;
  const error = errors?.find(({ extensions }) => repeatable.includes(extensions?.code));
  if (error) return new AuthError(error.message, error.extensions);
  if (response.status !== 401) return undefined;
  return new AuthError('The server has rejected the access token.', { code: 'UNAUTHENTICATED' });
}

async function read(response: Response): Promise<GraphQLResponse> {
  const type = response.headers.get('content-type') ?? '';
  if (!/[/+]json/.test(type)) return {};
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return typeof body === 'object' && body !== null ? body : {};
}
